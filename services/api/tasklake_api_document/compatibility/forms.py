"""A schema taken apart: one form for each type of value that it allows."""

from collections.abc import Callable, Iterator
from typing import Final

from tasklake_api_document.errors import DocumentError
from tasklake_api_document.operation import Json

LOWER_BOUNDS: Final = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
UPPER_BOUNDS: Final = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
SAME_OR_NONE: Final = ("format", "pattern", "multipleOf", "uniqueItems")
BOUNDS: Final = (*LOWER_BOUNDS, *UPPER_BOUNDS, *SAME_OR_NONE)

ANNOTATIONS: Final = frozenset({"default", "deprecated", "description", "discriminator", "examples", "title"})
ALTERNATIVES: Final = frozenset({"anyOf", "oneOf"})
COMPARED: Final = frozenset(
    {*BOUNDS, "additionalProperties", "const", "enum", "items", "properties", "required", "type"}
)

TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")


class NotComparableError(DocumentError):
    """A schema says something in a way that the comparison does not know."""


def forms(schema: Json, follow: Callable[[Json], Json]) -> Iterator[tuple[str, Json]]:
    """Yield each type that a schema allows, with the schema that holds for it.

    Raises:
        NotComparableError: The schema uses a keyword that is not known here, or one beside alternatives.
    """
    schema = follow(schema)
    if options := [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        refuse_other_keywords(schema, ANNOTATIONS | ALTERNATIVES)
        for option in options:
            yield from forms(option, follow)
        return
    refuse_other_keywords(schema, ANNOTATIONS | COMPARED)
    if not isinstance(schema.get("additionalProperties", True), bool):
        raise NotComparableError("A schema for additionalProperties cannot be compared; name the properties.")
    named = schema.get("type", TYPES)
    for kind in [named] if isinstance(named, str) else named:
        yield kind, schema


def refuse_other_keywords(schema: Json, known: frozenset[str]) -> None:
    if unknown := schema.keys() - known:
        raise NotComparableError(
            f"Schemas with {', '.join(sorted(unknown))} cannot be compared; say the same with anyOf and properties."
        )


def values(form: Json) -> list[object] | None:
    """Return the only values that a form allows, None where it does not name them."""
    if "const" in form:
        return [form["const"]]
    return form.get("enum")


def is_covered(keyword: str, wide: float | str, narrow: float | str | None) -> bool:
    """Tell whether a bound leaves room for all that another one of the same keyword does."""
    if narrow is None:
        return False
    if keyword in LOWER_BOUNDS:
        return float(wide) <= float(narrow)
    if keyword in UPPER_BOUNDS:
        return float(wide) >= float(narrow)
    return wide == narrow
