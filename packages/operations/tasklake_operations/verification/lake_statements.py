"""What the lake is asked, in SQL that Athena, Trino and the local engine take alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from tasklake_lake.event_tables import ARRIVAL_HOUR, ARRIVAL_HOUR_FORMAT
from tasklake_operations.verification.entities import OWNER, Entity


@dataclass(frozen=True, slots=True)
class LakeStatements:
    """The questions about one kind of item.

    Attributes:
        entity: The kind of item.
        tail_hours: Hours of arrivals that the lake's views read beside the merged tables.
    """

    entity: Entity
    tail_hours: int

    def existing_items(self) -> str:
        """Return the query of the view of existing items, in the entity's columns."""
        return f"SELECT {self._columns} FROM {self.entity.view}"  # noqa: S608 - names of the schema

    def number_of_changes(self) -> str:
        """Return the query of how many rows the history and the recent raw events have, as `changes`."""
        key, history = self.entity.key, self.entity.history.name
        return (
            f"SELECT count(*) AS changes FROM (SELECT {key} FROM {history} "  # noqa: S608 - names of the schema
            f"UNION ALL SELECT {key} FROM {self._tail}) AS history_and_tail"
        )

    def contradictory_items(self) -> str:
        """Return the query of the items that the lake's own tables contradict each other about, as `id` and `owner`.

        A life's versions must be 1, 2 and so on; the history must have a change once, and the table of states an item
        once; whatever tables have a version must have the same values.
        """
        key, history, states = self.entity.key, self.entity.history.name, self.entity.states.name
        return f"""
SELECT {key} AS id, min(owner) AS owner
FROM (
    SELECT
        {key}, created_at, min(owner) AS owner, max(version) AS last, count_if(changes > 0) AS changed,
        sum(states) AS states, max(copies) AS copies, max(variants) AS variants
    FROM (
        SELECT
            {key}, created_at, version, min({OWNER}) AS owner, count(*) AS variants,
            sum(changes) AS changes, sum(copies) AS copies, sum(states) AS states
        FROM (
            SELECT
                {self._columns}, op = 'delete' AS is_delete,
                count_if(relation <> '{states}') AS changes,
                count_if(relation = '{history}') AS copies,
                count_if(relation = '{states}') AS states
            FROM ({self._tables()}) AS every_row
            GROUP BY {self._columns}, op = 'delete'
        ) AS each_variant
        GROUP BY {key}, created_at, version
    ) AS each_version
    GROUP BY {key}, created_at
) AS each_life
GROUP BY {key}
HAVING count_if(last <> changed) > 0 OR sum(states) > 1 OR max(copies) > 1 OR max(variants) > 1
"""  # noqa: S608 - names of the schema

    def everything_about(self, ids: Iterable[str] | None) -> str:
        """Return the query of every row about some items, or about all: `relation`, the entity's columns, `is_delete`."""
        condition = "" if ids is None else f" WHERE {self.entity.key} IN ({', '.join(map(literal, ids))})"
        return f"""
SELECT relation, {self._columns}, op = 'delete' AS is_delete
FROM (
    {self._tables()}
    UNION ALL
    SELECT '{self.entity.view}' AS relation, {self._columns}, '' AS op FROM {self.entity.view}
) AS every_row{condition}
"""  # noqa: S608 - names of the schema, and literals

    @property
    def _columns(self) -> str:
        return ", ".join(self.entity.columns)

    @property
    def _tail(self) -> str:
        first_hour = f"localtimestamp - INTERVAL '{self.tail_hours}' HOUR"
        return f"{self.entity.events.name} WHERE {ARRIVAL_HOUR.name} >= date_format({first_hour}, '{ARRIVAL_HOUR_FORMAT}')"

    def _tables(self) -> str:
        sources = {table.name: table.name for table in (self.entity.states, self.entity.history)}
        return "\n    UNION ALL\n    ".join(
            f"SELECT '{relation}' AS relation, {self._columns}, op FROM {source}"  # noqa: S608 - names of the schema
            for relation, source in {**sources, self.entity.events.name: self._tail}.items()
        )


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
