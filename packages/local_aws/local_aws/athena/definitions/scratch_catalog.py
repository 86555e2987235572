"""The tables that statements make: in a database that the account marks for it, and in no other."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.types import UNKNOWN, SqlType
from local_aws.athena.definitions.kept_statements import CreateTableAs, DropTable
from local_aws.athena.definitions.table_alteration import properties_of
from local_aws.athena.errors import (
    TableDefinitionError,
    TableExistsError,
    UnknownTableError,
    UnsupportedStatementError,
)
from local_aws.athena.results.result import UNNAMED

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient

SCRATCH: Final = "scratch"
"""The parameter of a Glue database in which statements may make tables; whoever is root would make them anywhere."""

_PARQUET: Final = "org.apache.hadoop.hive.ql.io.parquet"
_HIVE: Final = {"integer": "int", "real": "float", "varbinary": "binary"}
_SAME: Final = {"bigint", "boolean", "date", "decimal", "double", "smallint", "tinyint"}
_LONGEST_VARCHAR: Final = 65_535


class ScratchCatalog:
    """Enters tables into the scratch database and takes them out."""

    def __init__(self, glue: "GlueClient", database: str) -> None:
        """Change nothing yet.

        Args:
            glue: Client of the Glue Data Catalog.
            database: Where a name without a database belongs.
        """
        self._glue = glue
        self._database = database

    def refuse(self, statement: CreateTableAs) -> None:
        """Return when a statement may make its table.

        Raises:
            TableExistsError: It is there.
            UnsupportedStatementError: Its database is no scratch database.
        """
        database = self._scratch(statement.database)
        try:
            self._glue.get_table(DatabaseName=database, Name=statement.name)
        except self._glue.exceptions.EntityNotFoundException:
            return
        raise TableExistsError(database, statement.name)

    def create(self, statement: CreateTableAs, columns: Sequence[tuple[str, str]], location: str) -> None:
        """Enter a table into the catalog.

        Args:
            statement: It names the table.
            columns: Their names and Hive's types.
            location: Where its files are.

        Raises:
            TableExistsError: Another statement has made it meanwhile.
        """
        database = self._scratch(statement.database)
        try:
            self._glue.create_table(
                DatabaseName=database,
                TableInput={
                    "Name": statement.name,
                    "TableType": "EXTERNAL_TABLE",
                    "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
                    "StorageDescriptor": {
                        "Columns": [{"Name": name, "Type": kind} for name, kind in columns],
                        "Location": location,
                        "InputFormat": f"{_PARQUET}.MapredParquetInputFormat",
                        "OutputFormat": f"{_PARQUET}.MapredParquetOutputFormat",
                        "SerdeInfo": {"SerializationLibrary": f"{_PARQUET}.serde.ParquetHiveSerDe"},
                    },
                },
            )
        except self._glue.exceptions.AlreadyExistsException:
            raise TableExistsError(database, statement.name) from None

    def drop(self, statement: DropTable) -> None:
        """Take a table out of the catalog; its files stay.

        Raises:
            UnknownTableError: There is no such table.
            UnsupportedStatementError: It is no table of a scratch database.
        """
        database = self._scratch(statement.database)
        try:
            self._glue.delete_table(DatabaseName=database, Name=statement.name)
        except self._glue.exceptions.EntityNotFoundException:
            if not statement.if_exists:
                raise UnknownTableError(f"Table not found {database}.{statement.name}") from None

    def alter(self, change: exp.Alter) -> bool:
        """Set the properties of a scratch table, as dbt does with each that it makes; tell whether that was asked for."""
        table, actions = change.this, change.args["actions"]
        database, name = (table.db or self._database).lower(), table.name.lower()
        if database not in self._open() or not isinstance(actions[0], exp.AlterSet):
            return False
        try:
            found = self._glue.get_table(DatabaseName=database, Name=name)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            return False
        self._glue.update_table(
            DatabaseName=database,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {**found.get("Parameters", {}), **properties_of(actions[0])},
                "StorageDescriptor": found.get("StorageDescriptor", {}),
            },
        )
        return True

    def _scratch(self, named: str | None) -> str:
        """Return the database of a table that a statement makes or drops.

        Raises:
            UnsupportedStatementError: Statements may not make tables there.
        """
        open_to_all = self._open()
        if (database := named or self._database) in open_to_all:
            return database
        raise UnsupportedStatementError(
            f"a statement makes and drops tables in a scratch database alone, which {database} is not; there is {', '.join(open_to_all[:3]) or 'none here'}"
        )

    def _open(self) -> list[str]:
        pages = self._glue.get_paginator("get_databases").paginate()
        databases = {
            each["Name"]: each.get("Parameters", {}) for page in pages for each in page["DatabaseList"]
        }
        return sorted(name for name, given in databases.items() if given.get(SCRATCH) == "true")


def hive_columns(columns: Columns) -> list[tuple[str, str]]:
    """Return the names of a query's columns and Hive's types for them, in lower case.

    Raises:
        TableDefinitionError: One has no name or is NULL alone, or two share a name.
        UnsupportedStatementError: A table cannot have one's type.
    """
    for position, (name, _) in enumerate(columns, start=1):
        if name.startswith(UNNAMED):
            raise TableDefinitionError(
                "MISSING_COLUMN_NAME", f"Column name not specified at position {position}"
            )
    for name, count in Counter(name.lower() for name, _ in columns).items():
        if count > 1:
            raise TableDefinitionError(
                "DUPLICATE_COLUMN_NAME", f"Column name '{name}' specified more than once"
            )
    return [(name.lower(), hive_type(kind, name)) for name, kind in columns]


def hive_type(kind: SqlType, column: str) -> str:
    """Return the type that a Hive table has for one of Athena's."""
    match kind.name:
        case "varchar":
            is_bounded = bool(kind.numbers) and kind.numbers[0] <= _LONGEST_VARCHAR
            return str(kind) if is_bounded else "string"
        case "array":
            return f"array<{hive_type(kind.elements[0], column)}>"
        case "map":
            return f"map<{','.join(hive_type(each, column) for each in kind.elements)}>"
        case "row" if all(kind.fields):
            fields = zip(kind.fields, kind.elements, strict=True)
            return f"struct<{','.join(f'{name}:{hive_type(each, column)}' for name, each in fields)}>"
        case "timestamp":
            if kind.numbers and kind.numbers[0] != 3:  # noqa: PLR2004 - milliseconds
                raise UnsupportedStatementError(
                    f"Incorrect timestamp precision for {kind}; the configured precision is MILLISECONDS; "
                    f"column name: {column}. Write CAST({column} AS timestamp(3)) AS {column}"
                )
            return "timestamp"
        case name if name in _SAME or name in _HIVE:
            return _HIVE.get(name, str(kind))
        case UNKNOWN.name:
            raise TableDefinitionError(
                "COLUMN_TYPE_UNKNOWN", f"Column type is unknown: {column}; CAST(NULL AS ...) has one"
            )
        case _:
            raise UnsupportedStatementError(f"Unsupported Hive type: {kind}; column name: {column}")
