from datetime import timedelta

from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import WINDOWS, Lake

CREATED = utc("2026-03-10T09:00")
TOMBSTONE_DAYS = WINDOWS.parameters()["tombstone_days"]


def existing(lake: Lake) -> list[tuple[str, int]]:
    return [(row["task_id"], row["version"]) for row in lake.rows("SELECT * FROM tasks ORDER BY task_id")]


def tombstones(lake: Lake) -> int:
    (row,) = lake.rows("SELECT count(*) AS n FROM task_states WHERE op = 'delete'")
    return row["n"]


def deleted_task() -> EventHistory:
    history = EventHistory()
    history.create_task(task_id(1), CREATED)
    history.delete(task_id(1), CREATED + timedelta(hours=1))
    return history


def test_a_late_copy_does_not_resurrect(lake: Lake) -> None:
    created, deleted = deleted_task().changes
    lake.raw.deliver([created, deleted], CREATED)
    lake.run("merge_task_states")

    lake.now += timedelta(days=20)
    lake.raw.deliver([created], lake.now)
    assert existing(lake) == []
    assert lake.run("merge_task_states").updated == 0
    assert existing(lake) == []
    assert tombstones(lake) == 1


def test_a_delete_that_comes_before_its_creation_wins(lake: Lake) -> None:
    created, deleted = deleted_task().changes
    lake.raw.deliver([deleted], CREATED)
    assert existing(lake) == []
    lake.run("merge_task_states")

    lake.raw.deliver([created], lake.now)
    assert existing(lake) == []
    lake.run("merge_task_states")
    assert existing(lake) == []


def test_tombstones_go_when_no_copy_can_be_left_and_the_task_stays_gone(lake: Lake) -> None:
    history = deleted_task()
    kept = history.create_task(task_id(2), CREATED)
    keys = lake.raw.deliver(history.changes, CREATED)
    lake.run("merge_task_states")

    deleted_at = CREATED + timedelta(hours=1)
    lake.now = deleted_at + timedelta(days=TOMBSTONE_DAYS)
    lake.raw.expire(keys)
    assert lake.run("expire_task_tombstones").deleted == 0
    lake.now += timedelta(milliseconds=1)
    assert lake.run("expire_task_tombstones").deleted == 1

    assert tombstones(lake) == 0
    lake.now += timedelta(days=10 * TOMBSTONE_DAYS)
    assert lake.run("expire_task_tombstones").deleted == 0
    assert existing(lake) == [(kept.item.id, 1)]


def test_a_delete_that_is_written_after_its_time_stays_as_long_as_the_copies_that_came_with_it(
    lake: Lake,
) -> None:
    created, deleted = deleted_task().changes
    repaired_at = CREATED + timedelta(days=TOMBSTONE_DAYS + 1)
    lake.now = repaired_at
    lake.raw.deliver([created, deleted], repaired_at)
    lake.run("merge_task_states")
    assert lake.run("expire_task_tombstones").deleted == 0
    assert existing(lake) == []

    lake.now = repaired_at + timedelta(days=TOMBSTONE_DAYS, milliseconds=1)
    assert lake.run("expire_task_tombstones").deleted == 1


def test_a_user_created_again_with_the_same_id_is_there_and_starts_at_version_1(lake: Lake) -> None:
    history = EventHistory()
    history.create_user("user-1", CREATED)
    history.rename_user("user-1", CREATED + timedelta(minutes=1))
    history.delete("user-1", CREATED + timedelta(minutes=2))
    history.create_user("user-1", CREATED + timedelta(minutes=3))
    lake.raw.deliver(history.changes[:3], CREATED)
    lake.merge("user")
    assert lake.rows("SELECT * FROM users") == []

    lake.raw.deliver(history.changes[3:], lake.now)
    lake.run("merge_user_states")
    lake.raw.deliver(history.changes[:3], lake.now)
    lake.merge("user")

    lake.now += timedelta(days=5)
    (user,) = lake.rows("SELECT * FROM users")
    assert (user["version"], user["created_at"]) == (1, (CREATED + timedelta(minutes=3)).replace(tzinfo=None))
    assert lake.rows("SELECT count(*) AS n FROM user_history") == [{"n": 4}]
