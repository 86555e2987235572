"""The rows that the lake has of a user."""

from collections.abc import Iterator

from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import EVENT_TABLES, OWNER
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_operations.verification.lake_statements import literal


def rows_of_user(user_id: str) -> Iterator[str]:
    """Yield a query for each relation that is stored: `relation`, and its columns, lists as text."""
    for table in (*EVENT_TABLES, *ICEBERG_TABLES):
        columns = ", ".join(
            f"array_join({column.name}, ', ') AS {column.name}"
            if column.type is ColumnType.STRINGS
            else column.name
            for column in table.columns
        )
        yield (
            f"SELECT '{table.name}' AS relation, {columns} FROM {table.name} WHERE {OWNER} = {literal(user_id)}"  # noqa: S608 - names of the schema, and a literal
        )
