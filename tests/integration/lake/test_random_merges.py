from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from local_aws.athena import RowCounts
from tasklake.models import TaskStatus
from tasklake_lake.iceberg_tables import ENTITY_TABLES
from tests.integration.lake import expected_lake
from tests.integration.lake.event_history import Change, EventHistory, utc
from tests.integration.lake.realized_lake import Lake, Row

START = utc("2026-03-01T00:00")
HOUR = timedelta(hours=1)


@dataclass
class Script:
    """What happens in a lake, by the hour: what arrives, then whether a merge runs.

    Attributes:
        arrivals: Batches by the hour of their arrival; each change comes at least once.
        merges: Hours at whose end maintenance runs.
    """

    arrivals: dict[int, list[list[Change]]] = field(default_factory=dict[int, list[list[Change]]])
    merges: set[int] = field(default_factory=set[int])


@st.composite
def histories(draw: st.DrawFn, owner: str) -> list[Change]:
    """Return changes of two tasks and a user, made in a day or two."""
    history = EventHistory()
    now = START
    for _ in range(draw(st.integers(1, 10))):
        now += timedelta(milliseconds=draw(st.integers(0, 4 * 3600 * 1000)))
        key = f"{owner}-{draw(st.sampled_from(['task-1', 'task-2', 'user']))}"
        if key not in history.items:
            if key.endswith("user"):
                history.create_user(key, now)
            else:
                history.create_task(key, now, user=owner)
        elif draw(st.integers(0, 3)) == 0:
            history.delete(key, now + timedelta(seconds=1))
            now += timedelta(seconds=2)
        elif key.endswith("user"):
            history.rename_user(key, now)
        else:
            history.change_task(key, now, status=draw(st.sampled_from(TaskStatus)))
    return history.changes


@st.composite
def scripts(draw: st.DrawFn, owner: str) -> Script:
    script = Script()
    for made in draw(histories(owner)):
        hour = (made.at - START) // HOUR
        for delay in draw(st.lists(st.integers(0, 30), min_size=1, max_size=3)):
            script.arrivals.setdefault(hour + delay, []).append([made])
    last = max(script.arrivals)
    script.merges = draw(st.sets(st.integers(0, last), max_size=1))
    return script


def of_owner(lake: Lake, owner: str, relation: str, *order: str) -> list[Row]:
    """Return the owner's rows, without the time of their arrival, of which a change has as many as copies."""
    rows = lake.rows(f"SELECT * FROM {relation} WHERE user_id LIKE '{owner}%' ORDER BY {', '.join(order)}")
    return [without_arrival(row) for row in rows]


def without_arrival(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "ingested_at"}


def assert_views_right(lake: Lake, owner: str, arrived: Sequence[Change]) -> None:
    assert of_owner(lake, owner, "tasks", "task_id") == expected_lake.tasks(arrived)
    assert of_owner(lake, owner, "users", "user_id") == expected_lake.users(arrived)
    timeline = of_owner(lake, owner, "task_timeline", "task_id", "created_at", "version")
    assert timeline == expected_lake.task_timeline(arrived)


def assert_tables_right(lake: Lake, owner: str, arrived: Sequence[Change]) -> None:
    for tables in ENTITY_TABLES:
        table = tables.events
        states = of_owner(lake, owner, tables.states.name, table.key)
        kept = [column.name for column in tables.states.columns if column.name != "ingested_at"]
        newest = expected_lake.states(arrived, table)
        assert states == [{name: row[name] for name in kept} for row in newest]
        history = of_owner(lake, owner, tables.history.name, table.key, "created_at", "version")
        assert history == [without_arrival(row) for row in expected_lake.history(arrived, table)]


@settings(max_examples=settings().max_examples // 16)
@given(data=st.data())
def test_views_and_tables_are_what_the_models_say_whatever_arrives_and_whenever_it_is_merged(
    shared_lake: Lake, data: st.DataObject
) -> None:
    lake, owner = shared_lake, uuid4().hex
    script = data.draw(scripts(owner))
    arrived: list[Change] = []
    for hour in range(max(script.arrivals) + 1):
        at: datetime = START + hour * HOUR
        lake.now = at + HOUR - timedelta(milliseconds=1)
        for batch in script.arrivals.get(hour, []):
            lake.raw.deliver(batch, at)
            arrived += batch
        # Within every tail at the least: what no merge takes in that time, the views lose.
        if hour in script.merges or hour % 40 == 39:
            lake.maintain()
            assert_views_right(lake, owner, arrived)
    assert_views_right(lake, owner, arrived)
    lake.maintain()
    assert_tables_right(lake, owner, arrived)
    assert_views_right(lake, owner, arrived)
    assert {*lake.maintain().values()} == {RowCounts()}
