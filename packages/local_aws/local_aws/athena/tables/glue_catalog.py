"""Tables and views as the Glue Data Catalog describes them."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_aws.athena.analysis.types import ZONED, SqlType, parsed_type
from local_aws.athena.errors import UnknownTableError, UnsupportedTableError
from local_aws.athena.tables.presto_view import NotAPrestoViewError, PrestoView, decode_view

_MICROSECONDS = {name: SqlType(name, (6,)) for name in ("timestamp", ZONED)}

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_glue.type_defs import ColumnOutputTypeDef, TableTypeDef


@dataclass(frozen=True, slots=True)
class Column:
    """A column or partition key; `type` is Hive's name for the type."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A table, or a view when `view` is set."""

    database: str
    name: str
    columns: tuple[Column, ...]
    partition_keys: tuple[Column, ...]
    location: str
    parameters: Mapping[str, str]
    view: PrestoView | None

    @property
    def is_iceberg(self) -> bool:
        """Whether Iceberg's metadata, not Glue, says what the table holds."""
        return self.parameters.get("table_type", "").upper() == "ICEBERG"

    def __str__(self) -> str:
        return f"{self.database}.{self.name}"


class GlueCatalog:
    """Looks names up in Glue; names are lower case there, as Athena writes them."""

    def __init__(self, glue: "GlueClient") -> None:
        self._glue = glue

    def find(self, database: str, name: str) -> CatalogEntry:
        """Return the table or view.

        Raises:
            UnknownTableError: There is none of that name; the message has close matches.
            UnsupportedTableError: It is neither Parquet nor Iceberg nor an Athena view.
        """
        try:
            table = self._glue.get_table(DatabaseName=database, Name=name)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            raise self._unknown(database, name) from None
        return _entry(database, table)

    def names(self, database: str, *, views_only: bool = False) -> list[str]:
        """Return the sorted names of the tables and views of a database.

        Raises:
            UnknownTableError: There is no such database.
        """
        try:
            self._glue.get_database(Name=database)
        except self._glue.exceptions.EntityNotFoundException:
            raise UnknownTableError(f"database {database} does not exist") from None
        return sorted(
            table["Name"]
            for page in self._glue.get_paginator("get_tables").paginate(DatabaseName=database)
            for table in page["TableList"]
            if not views_only or table.get("TableType") == "VIRTUAL_VIEW"
        )

    def databases(self) -> list[str]:
        """Return the sorted names of the databases."""
        pages = self._glue.get_paginator("get_databases").paginate()
        return sorted(database["Name"] for page in pages for database in page["DatabaseList"])

    def described(self, entry: CatalogEntry) -> "TableTypeDef":
        """Return all that Glue tells of a table."""
        return self._glue.get_table(DatabaseName=entry.database, Name=entry.name)["Table"]

    def partitions(self, entry: CatalogEntry) -> list[list[str]]:
        """Return the values of the partitions that Glue has of a table, sorted."""
        pages = self._glue.get_paginator("get_partitions").paginate(
            DatabaseName=entry.database, TableName=entry.name
        )
        return sorted(each.get("Values", []) for page in pages for each in page["Partitions"])

    def _unknown(self, database: str, name: str) -> UnknownTableError:
        close = difflib.get_close_matches(name, self.names(database))
        hint = f"did you mean {' or '.join(close)}?" if close else "SHOW TABLES lists what there is."
        return UnknownTableError(f"table {database}.{name} does not exist; {hint}")


def athena_columns(entry: CatalogEntry) -> list[tuple[str, SqlType]]:
    """Return the columns of a table or view with the types that a query sees."""
    if entry.view is not None:
        return [(column.name.lower(), parsed_type(column.type)) for column in entry.view.columns]
    columns = [(column.name, parsed_type(column.type)) for column in (*entry.columns, *entry.partition_keys)]
    if entry.is_iceberg:
        # Glue does not tell that these have microseconds.
        return [(name, _MICROSECONDS.get(kind.name, kind)) for name, kind in columns]
    return columns


def _entry(database: str, table: "TableTypeDef") -> CatalogEntry:
    storage = table.get("StorageDescriptor", {})
    entry = CatalogEntry(
        database=database,
        name=table["Name"],
        columns=_columns(storage.get("Columns", ())),
        partition_keys=_columns(table.get("PartitionKeys", ())),
        location=storage.get("Location", ""),
        parameters=table.get("Parameters", {}),
        view=_view(database, table) if table.get("TableType") == "VIRTUAL_VIEW" else None,
    )
    if entry.view is None and not entry.is_iceberg:
        _refuse_other_formats(entry, storage.get("SerdeInfo", {}).get("SerializationLibrary", ""))
    return entry


def _view(database: str, table: "TableTypeDef") -> PrestoView:
    try:
        return decode_view(table.get("ViewOriginalText", ""))
    except NotAPrestoViewError as error:
        raise UnsupportedTableError(f"view {database}.{table['Name']}: {error}") from error


def _refuse_other_formats(entry: CatalogEntry, serde: str) -> None:
    if "parquet" not in serde.lower():
        raise UnsupportedTableError(f"{entry} is not a Parquet table: its SerDe is {serde or 'not given'}")


def _columns(columns: "Sequence[ColumnOutputTypeDef]") -> tuple[Column, ...]:
    return tuple(
        Column(column["Name"].lower(), column.get("Type", ""), column.get("Comment", ""))
        for column in columns
        # An Iceberg table's entry keeps the columns that the table no longer has.
        if column.get("Parameters", {}).get("iceberg.field.current") != "false"
    )
