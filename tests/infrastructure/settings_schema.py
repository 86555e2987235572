"""The settings as Pulumi.yaml declares them, so that `pulumi config` lists and checks them; `make docs` renews it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from infrastructure.settings import Settings
from tasklake_operations.checkout import REPOSITORY

PROJECT_FILE: Final = REPOSITORY / "Pulumi.yaml"
GENERATED: Final = "  # What follows is made of infrastructure/settings by `make docs`.\n"

PULUMI_TYPES: Final = {"string": "string", "integer": "integer", "boolean": "boolean", "array": "array"}


def declared() -> str:
    """Return the declaration of each setting that has a default; Pulumi would ask for the others."""
    schema = Settings.model_json_schema()
    fields: Mapping[str, Any] = schema["properties"]
    return "".join(line for name in sorted(fields) for line in lines_of(name, fields[name], schema["$defs"]))


def lines_of(name: str, field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    field = {**field, **referred(field, definitions)}
    if field.get("default") is None or field.get("type") not in PULUMI_TYPES:
        return
    yield f"  tasklake:{name}:\n"
    yield f"    type: {PULUMI_TYPES[field['type']]}\n"
    if field["type"] == "array":
        yield "    items:\n      type: string\n"
    if description := Settings.model_fields[name].description:
        yield f"    description: {json.dumps(description.splitlines()[0])}\n"
    yield f"    default: {json.dumps(field['default'])}\n"


def referred(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a field's reference stands for, with the type of a choice."""
    found = definitions[field["$ref"].rpartition("/")[2]] if "$ref" in field else field
    if "enum" in found and "type" not in found:
        return {"type": "integer" if isinstance(found["enum"][0], int) else "string"}
    return {name: value for name, value in found.items() if name == "type"}


def renewed(text: str) -> str:
    return text.partition(GENERATED)[0] + GENERATED + declared()


if __name__ == "__main__":
    PROJECT_FILE.write_text(renewed(PROJECT_FILE.read_text(encoding="utf-8")), encoding="utf-8")
