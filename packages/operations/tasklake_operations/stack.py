"""The stack as its files describe it, and as it came out."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Self, cast

from tasklake_lake.windows import Windows
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.errors import OperationError

LOCAL_STACK: Final = "local"


class StackError(OperationError):
    """A stack's file is missing or is not what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StackOutputs:
    """What the program exports; names are those of `pulumi stack output`.

    Attributes:
        app_client_ids: Those of the applications that the stack names.
        table_generation: How often the table has been restored.
        lake_windows: How far back the lake's statements look.
        lake_snapshot_retention_days: How far back a query can travel in time.
        etl_batch_window_seconds: How long a change may wait for its batch to fill.
        erasure_ledger: The table that remembers the erased users.
        workgroup: The analysts'.
    """

    api_url: str
    user_pool_id: str
    user_pool_client_id: str
    app_client_ids: Mapping[str, str]
    sign_in_url: str
    table_name: str
    table_generation: int
    lake_bucket: str
    failure_bucket: str
    erasure_failure_bucket: str
    erasure_ledger: str
    glue_database: str
    lake_windows: Windows
    lake_snapshot_retention_days: int
    etl_batch_window_seconds: int
    workgroup: str
    maintenance_workgroup: str
    api_function_name: str
    stream_etl_function_name: str
    user_erasure_function_name: str

    @classmethod
    def of(cls, outputs: Mapping[str, object]) -> Self:
        """Return the outputs of a stack.

        Raises:
            StackError: One is missing, or is not what the program exports now.
        """
        missing = [field.name for field in fields(cls) if field.name not in outputs]
        if missing:
            raise StackError(f"The stack does not export {', '.join(missing)}; deploy it again.")
        texts = {field.name: str(outputs[field.name]) for field in fields(cls) if field.type is str}
        return cls(
            lake_windows=windows_of(outputs["lake_windows"]),
            app_client_ids=ids_of(outputs["app_client_ids"]),
            table_generation=number_of(outputs, "table_generation"),
            lake_snapshot_retention_days=number_of(outputs, "lake_snapshot_retention_days"),
            etl_batch_window_seconds=number_of(outputs, "etl_batch_window_seconds"),
            **texts,
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        return cls.of(json.loads(path.read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        """Replace the file as a whole, so that a reader never finds half of it."""
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        fresh.replace(path)


def windows_of(exported: object) -> Windows:
    match exported:
        case {
            "tail_hours": int(tail),
            "raw_retention_days": int(raw_retention),
            "failure_retention_days": int(failure_retention),
        }:
            return Windows(tail, raw_retention, failure_retention)
        case _:
            raise StackError(f"The stack exports lake_windows as {exported!r}; deploy it again.")


def ids_of(exported: object) -> Mapping[str, str]:
    if not isinstance(exported, dict):
        raise StackError(f"The stack exports app_client_ids as {exported!r}; deploy it again.")
    ids = cast("dict[object, object]", exported)
    return {str(name): str(client_id) for name, client_id in ids.items()}


def number_of(outputs: Mapping[str, object], name: str) -> int:
    match outputs[name]:
        case int(number):
            return number
        case other:
            raise StackError(f"The stack exports {name} as {other!r}; deploy it again.")


def project_name(folder: Path = REPOSITORY) -> str:
    """Return the name of the Pulumi project.

    Raises:
        StackError: Pulumi.yaml cannot be read, or has no name.
    """
    path = folder / "Pulumi.yaml"
    match read_yaml(path):
        case {"name": str(name)}:
            return name
        case _:
            raise StackError(f"{path} must hold the project's `name:`.")


def stack_config(stack: str, folder: Path = REPOSITORY) -> dict[str, str]:
    """Return the settings of a stack in the text form in which Pulumi hands them to a program.

    Raises:
        StackError: There is no such stack, or its file is no mapping of settings.
    """
    path = folder / f"Pulumi.{stack}.yaml"
    if not path.exists():
        raise StackError(f"There is no stack {stack}: {path} does not exist.")
    match read_yaml(path):
        case {"config": dict(config)}:  # pyright: ignore[reportUnknownVariableType]  # YAML has no types
            return {str(key): as_text(value) for key, value in config.items() if value is not None}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # YAML has no types
        case _:
            raise StackError(f"{path} must hold a mapping `config:` of settings.")


def read_yaml(path: Path) -> object:
    import yaml  # noqa: PLC0415 - few commands read a file of it

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise StackError(f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise StackError(f"{path} is not YAML: {' '.join(str(error).split())}") from error


def as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)  # YAML has dates
