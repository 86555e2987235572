"""Everything that an analyst may select from, as it is declared."""

from collections.abc import Iterator
from dataclasses import dataclass

from tasklake_lake.columns import Column
from tasklake_lake.event_tables import ARRIVAL_HOUR, EVENT_TABLES
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.quality import LAKE_QUALITY
from tasklake_lake.views import VIEWS


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view.

    Attributes:
        name: The Glue table.
        kind: view, Iceberg table, raw table or table.
        comment: What it holds.
        columns: All of them, in their order.
    """

    name: str
    kind: str
    comment: str
    columns: tuple[Column, ...]


def relations() -> Iterator[Relation]:
    """Yield the views, then the tables."""
    for view in VIEWS:
        yield Relation(view.name, "view", view.comment, view.columns)
    for merged in ICEBERG_TABLES:
        yield Relation(merged.name, "Iceberg table", merged.comment, tuple(merged.columns))
    for raw in EVENT_TABLES:
        yield Relation(raw.name, "raw table", raw.comment, (*raw.columns, ARRIVAL_HOUR))
    yield Relation(LAKE_QUALITY.name, "table", LAKE_QUALITY.comment, LAKE_QUALITY.columns)
