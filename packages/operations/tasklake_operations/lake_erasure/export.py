"""The rows that the lake has of a user."""

from collections.abc import Iterator
from typing import cast

import pyarrow as pa

from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import EVENT_TABLES, OWNER
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_operations.athena import Queries
from tasklake_operations.verification.entities import listed
from tasklake_operations.verification.lake_statements import comparable, literal

RELATION = "relation"


def rows_of_user(lake: Queries, user_id: str) -> Iterator[pa.RecordBatch]:
    """Yield what each relation that is stored has of a user, with its name as `relation`.

    Raises:
        SqlError: A query failed.
    """
    for table in (*EVENT_TABLES, *ICEBERG_TABLES):
        lists = {column.name for column in table.columns if column.type is ColumnType.STRINGS}
        columns = ", ".join(map(comparable, table.columns))
        statement = f"SELECT '{table.name}' AS {RELATION}, {columns} FROM {table.name} WHERE {OWNER} = {literal(user_id)}"  # noqa: S608 - names of the schema, and a literal
        for batch in lake.batches(statement):
            yield with_lists(batch, lists)


def with_lists(batch: pa.RecordBatch, lists: set[str]) -> pa.RecordBatch:
    """Return rows with their lists, for which Athena answers texts."""
    for name in lists:
        texts = cast("list[str | None]", batch[name].to_pylist())
        column = pa.array(map(listed, texts), pa.list_(pa.string()))
        batch = batch.set_column(batch.schema.get_field_index(name), name, column)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    return batch
