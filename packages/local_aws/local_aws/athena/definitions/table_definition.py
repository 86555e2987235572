"""The statements that make a table or a view that is there (Athena User Guide, "SHOW CREATE TABLE", "SHOW CREATE VIEW")."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pyiceberg.table import Table

from local_aws.athena.definitions.table_alteration import OF_MAINTENANCE
from local_aws.athena.errors import UnsupportedTableError
from local_aws.athena.tables.glue_catalog import CatalogEntry, Column

if TYPE_CHECKING:
    from types_boto3_glue.type_defs import TableTypeDef

_KNOWN: Final = {*OF_MAINTENANCE, "format", "write_compression"}


def hive_definition(entry: CatalogEntry, table: "TableTypeDef") -> list[str]:
    """Return the lines of the CREATE EXTERNAL TABLE of a table that Glue alone describes.

    Args:
        entry: The table.
        table: What Glue tells of it.
    """
    storage = table.get("StorageDescriptor", {})
    keys = ["PARTITIONED BY ( ", *_columns(entry.partition_keys)] if entry.partition_keys else []
    return [
        f"CREATE EXTERNAL TABLE `{entry}`(",
        *_columns(entry.columns),
        *keys,
        "ROW FORMAT SERDE ",
        f"  {_text(storage.get('SerdeInfo', {}).get('SerializationLibrary', ''))} ",
        "STORED AS INPUTFORMAT ",
        f"  {_text(storage.get('InputFormat', ''))} ",
        "OUTPUTFORMAT ",
        f"  {_text(storage.get('OutputFormat', ''))}",
        "LOCATION",
        f"  {_text(entry.location)}",
        *_properties(entry.parameters),
    ]


def iceberg_definition(entry: CatalogEntry, table: Table) -> list[str]:
    """Return the lines of the CREATE TABLE of an Iceberg table.

    Raises:
        UnsupportedTableError: It has properties that Athena's CREATE TABLE does not take, or such a partition.
    """
    custom = sorted(table.properties.keys() - _KNOWN)
    if custom:
        raise UnsupportedTableError(
            f"Athena has no CREATE TABLE for {entry}, of its properties {', '.join(custom)}; DESCRIBE tells its columns"
        )
    names = {field.field_id: field.name for field in table.schema().fields}
    parts = [_part(str(field.transform), names[field.source_id]) for field in table.spec().fields]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - of any type
    keys = [f"PARTITIONED BY ({', '.join(parts)})"] if parts else []
    return [
        f"CREATE TABLE {entry} (",
        *_columns(entry.columns, quote=""),
        *keys,
        f"LOCATION {_text(table.location())}",
        *_properties({"table_type": "iceberg", **table.properties}),
    ]


def view_definition(entry: CatalogEntry, sql: str) -> list[str]:
    """Return the lines of the CREATE VIEW of a view; its SQL stands as it was written, which Athena formats anew."""
    return f'CREATE VIEW "{entry.database}"."{entry.name}" AS\n{sql}'.splitlines()


def _part(transform: str, column: str) -> str:
    name, bracket, number = transform.partition("[")
    if bracket:
        return f"{name}({number.removesuffix(']')}, {column})"
    return column if name == "identity" else f"{name}({column})"


def _columns(columns: tuple[Column, ...], *, quote: str = "`") -> list[str]:
    lines = [
        f"  {quote}{column.name}{quote} {column.type}"
        + (f" COMMENT {_text(column.comment)}" if column.comment else "")
        for column in columns
    ]
    return [*(f"{line}, " for line in lines[:-1]), f"{lines[-1]})"]


def _properties(properties: Mapping[str, str]) -> list[str]:
    lines = [f"  {_text(name)}={_text(value)}" for name, value in properties.items()]
    return ["TBLPROPERTIES (", *(f"{line}, " for line in lines[:-1]), f"{lines[-1]})"]


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
