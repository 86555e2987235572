"""Every view, named query and prepared statement, asked of both engines over one lake at one time."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from tasklake_lake.event_tables import ARRIVAL_HOUR, ARRIVAL_HOUR_FORMAT, EVENT_TABLES
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.statements import Statement, statement, statements
from tasklake_lake.view import View
from tasklake_lake.views import VIEWS
from tasklake_operations.report.answers import COARSER, OVER_LONGER_TIMES, by
from tasklake_operations.verification.entities import TASKS, USERS, Entity
from tasklake_operations.verification.lake_statements import LakeStatements
from tasklake_operations.verification.moments import Moments
from tests.trino.activity import MERGE_HOURS, SPAN, Activity
from tests.trino.answer import Answer
from tests.trino.comparison import differences
from tests.trino.lake import WINDOWS, Lake

YESTERDAY: Final = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d %H:%M:%S}"

SAMPLES: Final[dict[str, Sequence[tuple[str, ...]]]] = {
    **{
        each.name: [(f"'{YESTERDAY[:10]}'",), (f"DATE '{YESTERDAY[:10]}'",)]
        for each in statements("prepared")
        if each.name.endswith("_since")
    },
    "task_changes": [("'0195a0b2-0000-7000-8000-000000000007'",), ("'it''s nobody''s'",)],
    "tasks_by_status_at": [(f"'{YESTERDAY}'",), (f"TIMESTAMP '{YESTERDAY}'",)],
    "tasks_of_user": [("'user-3'", "'pending'"), ("'user-3'", "'nosuch'")],
}
"""Parameters for each prepared statement; the first have an answer."""

PARAMETERS: Final = WINDOWS.parameters()


def name_of(value: object) -> str:
    return value.name if isinstance(value, Statement | View) else ""


@pytest.fixture(scope="module")
def lake(new_lake: Callable[[str], Lake]) -> Lake:
    """Return a lake of which a part is merged and the rest is in the tail."""
    lake = new_lake("asked")
    now = datetime.now(UTC)
    deliveries = Activity.until(now).deliveries
    tail = now - timedelta(hours=WINDOWS.tail_hours - 2)
    lake.deliver(delivery for delivery in deliveries if delivery.at < tail)
    for each in statements("maintenance"):
        lake.local().execute(each.rendered(WINDOWS.parameters(merge_hours=MERGE_HOURS)))
    lake.deliver(delivery for delivery in deliveries if delivery.at >= tail)
    return lake


def agreed(lake: Lake, sql: str, parameters: Sequence[str] = ()) -> Answer:
    """Return the answer that both engines give."""
    trino = lake.ask_trino(sql, parameters)
    assert differences(sql, trino.answer, lake.ask_local(sql, parameters, now=trino.now)) == []
    return trino.answer


@pytest.mark.parametrize("table", [table.name for table in EVENT_TABLES])
def test_event_tables(lake: Lake, table: str) -> None:
    since = (datetime.now(UTC) - SPAN).strftime(ARRIVAL_HOUR_FORMAT)
    assert agreed(lake, f"SELECT * FROM {table} WHERE {ARRIVAL_HOUR.name} >= '{since}'").rows


@pytest.mark.parametrize("table", [table.name for table in ICEBERG_TABLES])
def test_merged_tables(lake: Lake, table: str) -> None:
    assert agreed(lake, f"SELECT * FROM {table}").rows


@pytest.mark.parametrize("view", VIEWS, ids=name_of)
def test_views(lake: Lake, view: View) -> None:
    assert agreed(lake, f"SELECT * FROM {view.name}").rows


@pytest.mark.parametrize("view", VIEWS, ids=name_of)
def test_a_view_declares_the_types_that_its_statement_has(lake: Lake, view: View) -> None:
    """Trino itself reads a declared type that is wider than the real one, and so proves nothing."""
    sql = f"SELECT * FROM ({view.sql(PARAMETERS)}) LIMIT 0"

    assert lake.declared_columns(view.name) == lake.ask_trino(sql).answer.columns


@pytest.mark.parametrize("query", list(statements("queries")), ids=name_of)
def test_named_queries(lake: Lake, query: Statement) -> None:
    assert agreed(lake, query.rendered(PARAMETERS)).rows


@pytest.mark.parametrize("prepared", list(statements("prepared")), ids=name_of)
def test_prepared_statements(lake: Lake, prepared: Statement) -> None:
    answers = [agreed(lake, prepared.rendered(PARAMETERS), sample) for sample in SAMPLES[prepared.name]]
    assert answers[0].rows


@pytest.mark.parametrize("unit", COARSER)
@pytest.mark.parametrize("name", OVER_LONGER_TIMES)
def test_the_questions_of_a_report_over_longer_times(lake: Lake, name: str, unit: str) -> None:
    assert agreed(lake, by(unit, statement("prepared", name)), [f"'{YESTERDAY[:10]}'"]).rows


def test_the_lake_has_repeated_changes_and_some_in_the_tail(lake: Lake) -> None:
    counts = lake.ask_local("""
        SELECT
            (SELECT count(*) FROM tasks) AS tasks,
            (SELECT count(*) FROM task_events) - (SELECT count(*) FROM task_timeline) AS repeated_changes,
            (SELECT count(*) FROM task_timeline) - (SELECT count(*) FROM task_history) AS changes_in_the_tail
    """)
    assert all(count > 100 for count in counts.rows[0])


@pytest.mark.parametrize("entity", [TASKS, USERS], ids=lambda entity: entity.name)
def test_what_lake_verify_asks(lake: Lake, entity: Entity) -> None:
    statements_of = LakeStatements(entity, Moments.at(datetime.now(UTC).replace(tzinfo=None), WINDOWS))
    existing = agreed(lake, statements_of.existing_items())
    assert existing.rows
    assert agreed(lake, statements_of.number_of_changes()).rows
    agreed(lake, statements_of.contradictory_items())
    ids = [str(row[0]) for row in existing.rows[:3]]
    assert agreed(lake, statements_of.everything_about([*ids, "it's nobody's"])).rows
