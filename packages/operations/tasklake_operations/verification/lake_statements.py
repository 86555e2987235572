"""What the lake is asked, in SQL that Athena, Trino and the local engine take alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.event_tables import ARRIVAL_HOUR, OWNER
from tasklake_lake.iceberg_tables import CHANGE_ORDER
from tasklake_operations.verification.entities import INCOMPARABLE, SEPARATOR, Entity
from tasklake_operations.verification.moments import Moments

CLOCK: Final = "SELECT localtimestamp AS now"


@dataclass(frozen=True, slots=True)
class LakeStatements:
    """The questions about one kind of item.

    Attributes:
        entity: The kind of item.
        moments: What rows are judged by.
    """

    entity: Entity
    moments: Moments

    def existing_items(self) -> str:
        """Return the query of the view of existing items, in the entity's columns."""
        columns = ", ".join(map(comparable, self.entity.events.state))
        return f"SELECT {columns} FROM {self.entity.view}"  # noqa: S608 - names of the schema

    def number_of_changes(self) -> str:
        """Return the query of how many changes the history and the raw rows have, each once, as `changes`."""
        keys = self._change_keys
        return (
            f"SELECT count(*) AS changes FROM (SELECT {keys} FROM {self.entity.history.name} "  # noqa: S608 - names of the schema
            f"UNION SELECT {keys} FROM {self._raw}) AS each_change"
        )

    def contradictory_items(self) -> str:
        """Return the query of the items that the lake's own tables contradict each other about, as `id` and `owner`.

        It may suspect too much where rows of several generations meet, never too little.
        """
        key, (raw, history, states) = self.entity.key, self.entity.tables
        keys, change_keys = ", ".join(self.entity.events.keys), self._change_keys
        due, told, tombstones = map(literal, (self.moments.due, self.moments.told, self.moments.tombstones))
        before = f"OVER (PARTITION BY {keys}, created_at ORDER BY version RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)"
        best = f"""(
            SELECT *, row_number() OVER (PARTITION BY {change_keys} ORDER BY ingested_at DESC, sequence) AS copy
            FROM {self._raw}
        ) AS numbered WHERE copy = 1"""  # noqa: S608 - names of the schema
        return f"""
WITH each_change AS (
    SELECT
        {change_keys}, max(op) AS op, max(occurred_at) AS occurred_at,
        max(status) AS status, max(previous_status) AS previous_status,
        count_if(relation = '{raw}') AS raw_rows,
        count_if(relation = '{history}') AS history_rows,
        count_if(relation = '{states}') AS state_rows,
        coalesce(max(ingested_at) FILTER (WHERE relation = '{raw}') < {due}, true) AS is_due,
        coalesce(max(ingested_at) FILTER (WHERE relation <> '{raw}') >= {told}, false) AS is_recent,
        {self._differs} AS differs
    FROM ({self._rows(self._table_sources(best))}) AS every_row
    GROUP BY {change_keys}
),
in_order AS (
    SELECT
        *,
        min(generation) {before} AS generation_before,
        min(status) {before} AS lowest_before,
        max(status) {before} AS highest_before,
        lead(op) OVER ({self._newest_first}) AS earlier_op,
        lead(created_at) OVER ({self._newest_first}) AS earlier_life,
        lead(generation) OVER ({self._newest_first}) AS earlier_generation,
        row_number() OVER (
            PARTITION BY {keys}, is_due OR state_rows > 0
            ORDER BY generation DESC, created_at DESC, version DESC
        ) AS newest
    FROM each_change
)
SELECT {key} AS id, min({OWNER}) AS owner
FROM in_order
GROUP BY {key}
HAVING sum(state_rows) > 1 OR count_if(
    differs
    OR history_rows > 1
    OR history_rows = 0 AND is_due
    OR raw_rows = 0 AND is_recent
    OR op IS DISTINCT FROM 'snapshot' AND (
        version <> 1 AND coalesce(generation_before > generation, true)
        OR previous_status IS DISTINCT FROM lowest_before AND previous_status IS DISTINCT FROM highest_before
    )
    OR earlier_life <> created_at AND earlier_generation = generation AND earlier_op <> 'delete'
    OR newest = 1 AND is_due AND state_rows = 0 AND NOT (op = 'delete' AND occurred_at < {tombstones})
) > 0
"""  # noqa: S608 - names of the schema, and times

    def everything_about(self, ids: Iterable[str] | None) -> str:
        """Return the query of every row about some items, or about all: `relation`, and the columns of a history."""
        condition = "" if ids is None else f" WHERE {self.entity.key} IN ({', '.join(map(literal, ids))})"
        sources = {**self._table_sources(self._raw), self.entity.view: self.entity.view}
        return f"SELECT * FROM ({self._rows(sources)}) AS every_row{condition}"  # noqa: S608 - names of the schema, and literals

    @property
    def _raw(self) -> str:
        return f"{self.entity.events.name} WHERE {ARRIVAL_HOUR.name} >= '{self.moments.first_hour}'"

    @property
    def _change_keys(self) -> str:
        return ", ".join((*self.entity.events.keys, *CHANGE_ORDER[:-1]))

    @property
    def _newest_first(self) -> str:
        keys = ", ".join(self.entity.events.keys)
        return f"PARTITION BY {keys} ORDER BY generation DESC, created_at DESC, version DESC"

    @property
    def _differs(self) -> str:
        """The condition that rows of one change differ: in one GROUP BY, and nulls are values like others."""
        merged = {column.name for column in self.entity.states.columns}
        compared = [
            column.name
            for column in self.entity.history.columns
            if column.name not in {*self.entity.events.keys, *CHANGE_ORDER[:-1], *INCOMPARABLE}
        ]
        return "\n        OR ".join(
            f"min({name}) <> max({name}) OR count({name}) NOT IN (0, "
            f"{'count(*)' if name in merged else f"count_if(relation <> '{self.entity.states.name}')"})"
            for name in compared
        )

    def _table_sources(self, raw: str) -> dict[str, str]:
        entity = self.entity
        return {
            entity.history.name: entity.history.name,
            entity.states.name: entity.states.name,
            entity.events.name: raw,
        }

    def _rows(self, sources: dict[str, str]) -> str:
        return "\n    UNION ALL\n    ".join(
            f"SELECT '{relation}' AS relation, {self._columns(self.entity.columns_of(relation))} FROM {source}"  # noqa: S608 - names of the schema
            for relation, source in sources.items()
        )

    def _columns(self, present: Sequence[str]) -> str:
        """Return the columns of a history, null where a relation has none."""
        return ", ".join(
            comparable(column) if column.name in present else f"NULL AS {column.name}"
            for column in self.entity.history.columns
        )


def comparable(column: Column) -> str:
    """Return a column as it is asked for, a list as text: Athena's answers have no lists."""
    if column.type is not ColumnType.STRINGS:
        return column.name
    return f"array_join({column.name}, '{SEPARATOR}') AS {column.name}"


def literal(value: str | int | datetime) -> str:
    """Return a value as SQL writes it."""
    match value:
        case datetime():
            return f"TIMESTAMP '{value.isoformat(sep=' ', timespec='microseconds')}'"
        case int():
            return str(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
