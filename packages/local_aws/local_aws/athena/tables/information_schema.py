"""information_schema, made of what Glue knows (Amazon Athena User Guide, "Query the AWS Glue Data Catalog")."""

from typing import Final

import pyarrow as pa

from local_aws.athena.analysis.types import SqlType, parsed_type
from local_aws.athena.errors import UnknownTableError, UnsupportedTableError
from local_aws.athena.tables.glue_catalog import GlueCatalog, athena_columns

DATABASE: Final = "information_schema"
CATALOG: Final = "awsdatacatalog"
_TABLES: Final = {
    "schemata": ("catalog_name", "schema_name"),
    "tables": ("table_catalog", "table_schema", "table_name", "table_type"),
    "columns": (
        *("table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default"),
        *("is_nullable", "data_type"),
    ),
}
_NUMBERS: Final = {"ordinal_position"}


def known_columns(name: str) -> list[tuple[str, SqlType]]:
    """Return names and types of the columns of one of its tables.

    Raises:
        UnknownTableError: The local engine has none of that name there.
    """
    if name not in _TABLES:
        raise UnknownTableError(
            f"table {DATABASE}.{name} is not known locally; there are {', '.join(_TABLES)}"
        )
    return [(each, parsed_type("bigint" if each in _NUMBERS else "varchar")) for each in _TABLES[name]]


def rows_of(catalog: GlueCatalog, name: str) -> pa.Table:
    """Return the rows of one of its tables, over every database."""
    databases = catalog.databases()
    rows: list[tuple[object, ...]] = []
    for database in databases:
        match name:
            case "schemata":
                rows.append((CATALOG, database))
            case "tables":
                views = set(catalog.names(database, views_only=True))
                rows += [
                    (CATALOG, database, table, "VIEW" if table in views else "BASE TABLE")
                    for table in catalog.names(database)
                ]
            case _:
                rows += _columns(catalog, database)
    schema = pa.schema([(each, pa.int64() if each in _NUMBERS else pa.string()) for each in _TABLES[name]])
    values = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(values, schema.types, strict=True)], schema=schema
    )


def _columns(catalog: GlueCatalog, database: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for table in catalog.names(database):
        try:
            entry = catalog.find(database, table)
        except UnsupportedTableError:
            continue
        rows += [
            (CATALOG, database, table, name, number, None, "YES", str(kind))
            for number, (name, kind) in enumerate(athena_columns(entry), start=1)
        ]
    return rows
