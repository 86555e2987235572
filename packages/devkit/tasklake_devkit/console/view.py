"""What the page shows of a running system."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tasklake_devkit.console.account import failures, parts
from tasklake_devkit.console.analyst import Analyst, Answer
from tasklake_devkit.local_system import LocalSystem
from tasklake_lake.event_tables import ARRIVAL_HOUR_FORMAT, EVENT_TABLES, EventTable
from tasklake_lake.statements import statements

type Table = Mapping[str, object]

SHOWN_CHANGES: Final = 20
FRESHNESS: Final = "SELECT table_name, merge_lag_seconds, newest_change, complete_until FROM lake_freshness"


class SystemView:
    """Asks the system for what a table of the page is to have; may be shared by threads.

    Attributes:
        tables: By name, what answers with columns and rows.
    """

    tables: Mapping[str, Callable[[], Table]]

    def __init__(self, system: LocalSystem) -> None:
        self._system = system
        exported = system.realization.outputs
        arns = [str(exported[f"{who}_policy_arn"]) for who in ("analyst", "scratch")]
        self._analyst = Analyst(system.session, system.outputs, [arn for arn in arns if arn])
        session, outputs = system.session, system.outputs
        self.tables = {
            "changes": lambda: rows_of(self.ask(arrivals())),
            "freshness": lambda: rows_of(self.ask(FRESHNESS)),
            "failures": lambda: table(("what", "when", "why", "where"), failures(session, outputs)),
            "parts": lambda: table(("kind", "name", "what", "address"), parts(session, outputs)),
            "questions": lambda: table(
                ("name", "answers", "sql"),
                ([each.name, each.description, each.sql] for each in statements("queries")),
            ),
        }

    def ask(self, sql: str) -> Answer:
        """Return what a statement answers; see `Analyst.ask`."""
        return self._analyst.ask(sql)

    def progress(self) -> Mapping[str, object]:
        """Return how far the changes are on their way, since the system started."""
        mappings = self._system.progress()
        return {
            "delivered": sum(each.delivered for each in mappings),
            "discarded": sum(each.discarded for each in mappings),
            "is_caught_up": all(each.caught_up for each in mappings),
        }


def arrivals() -> str:
    """Return the query of the newest changes among those that arrived in this hour and the last."""
    selected = " UNION ALL ".join(arrivals_of(each) for each in EVENT_TABLES)
    return f"{selected} ORDER BY occurred_at DESC LIMIT {SHOWN_CHANGES}"


def arrivals_of(events: EventTable) -> str:
    since = f"date_format(current_timestamp - INTERVAL '1' HOUR, '{ARRIVAL_HOUR_FORMAT}')"
    return (
        f"SELECT DISTINCT occurred_at, '{events.entity}' AS item, op, status, version, {events.key} AS id "  # noqa: S608 - the lake's own names
        f"FROM {events.name} WHERE arrival_hour >= {since}"
    )


def table(columns: Iterable[str], rows: Iterable[object]) -> Table:
    return {"columns": list(columns), "rows": list(rows)}


def rows_of(answer: Answer) -> Table:
    return table(answer.columns, answer.rows)
