"""Ways in which a lake comes to differ from its table, each of an item of its own."""

from collections.abc import Callable
from typing import Any, Final

from tasklake.attributes import strings
from tasklake.items import item_from_task
from tasklake.keys import task_key
from tasklake.models import Task, TaskPriority, TaskStatus
from tests.integration.lake.event_history import task_id, utc
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.unit.stream_etl.table_changes import tombstone_of

MERGED: Final = utc("2026-03-05T00:00")
DRIFTED: Final = utc("2026-03-10T11:00")

TASKS: Final = tuple(task_id(number) for number in range(1, 15))
DELETED: Final = TASKS[:2]
NEVER_MERGED: Final = task_id(15)


def fill(stores: ComparedStores) -> None:
    """Let both stores hold the same: what was written on 3 and 4 March is merged, what came on 9 March is not."""
    history = stores.history
    for user in ("user-1", "user-2", "user-3"):
        history.create_user(user, utc("2026-03-03T08:00"))
    for task in TASKS:
        history.create_task(task, utc("2026-03-03T10:00"))
    for task in TASKS:
        history.change_task(task, utc("2026-03-03T11:00"), status=TaskStatus.IN_PROGRESS)
    for task in TASKS:
        history.change_task(task, utc("2026-03-04T12:00"), priority=TaskPriority.HIGH)
    for item in ("user-3", *DELETED):
        history.delete(item, utc("2026-03-04T13:00"))
    stores.lake.raw.deliver_promptly(history.changes)
    stores.lake.now = MERGED
    stores.lake.maintain()

    merged = len(history.changes)
    history.create_task(DELETED[0], utc("2026-03-09T10:00"))
    history.create_task(NEVER_MERGED, utc("2026-03-09T11:00"))
    history.change_task(NEVER_MERGED, utc("2026-03-09T12:00"), category="home")
    history.rename_user("user-1", utc("2026-03-09T13:00"))
    stores.lake.raw.deliver_promptly(history.changes[merged:])
    stores.lake.now = utc("2026-03-10T12:00")
    stores.store()


def lost_creation(stores: ComparedStores) -> None:
    stores.history.create_task(task_id(16), DRIFTED)
    stores.store()


def lost_change(stores: ComparedStores) -> None:
    stores.history.change_task(TASKS[2], DRIFTED, category="home")
    stores.store()


def lost_delete(stores: ComparedStores) -> None:
    stores.history.delete(TASKS[3], DRIFTED)
    stores.dynamodb.delete_item(TableName=stores.table_name, Key=strings(task_key("user-1", TASKS[3])))


def lost_tombstone_of_the_table(stores: ComparedStores) -> None:
    task = stores.history.items[TASKS[12]]
    assert isinstance(task, Task)
    stores.history.delete(task.id, DRIFTED)
    stores.dynamodb.put_item(TableName=stores.table_name, Item=tombstone_of(task))


def lost_between(stores: ComparedStores) -> None:
    stores.history.change_task(TASKS[4], DRIFTED, category="lost")
    stores.lake.raw.deliver([stores.history.change_task(TASKS[4], DRIFTED, category="home")], DRIFTED)
    stores.store()


def altered_state(stores: ComparedStores) -> None:
    stores.run(f"UPDATE task_states SET priority = 'low', category = 'new' WHERE task_id = '{TASKS[5]}'")


def altered_change(stores: ComparedStores) -> None:
    stores.run(f"UPDATE task_history SET status = 'cancelled' WHERE task_id = '{TASKS[6]}' AND version = 3")


def doubled_change(stores: ComparedStores) -> None:
    stores.run(
        f"INSERT INTO task_history SELECT * FROM task_history WHERE task_id = '{TASKS[7]}' AND version = 2"
    )


def doubled_state(stores: ComparedStores) -> None:
    stores.run(f"INSERT INTO task_states SELECT * FROM task_states WHERE task_id = '{TASKS[8]}'")


def lost_tombstone(stores: ComparedStores) -> None:
    stores.run(f"DELETE FROM task_states WHERE task_id = '{DELETED[1]}'")
    first_two = [made for made in stores.history.changes if made.item.id == DELETED[1]][:2]
    stores.lake.raw.deliver(first_two, DRIFTED)


def dropped_change(stores: ComparedStores) -> None:
    stores.run(f"DELETE FROM task_history WHERE task_id = '{TASKS[9]}' AND version IN (1, 2)")


def restored_table(stores: ComparedStores) -> None:
    before = next(made.before for made in reversed(stores.history.changes) if made.item.id == TASKS[10])
    assert isinstance(before, Task)
    stores.dynamodb.put_item(TableName=stores.table_name, Item=item_from_task(before))


def broken_item(stores: ComparedStores) -> None:
    item = stores.history.items[TASKS[11]]
    assert isinstance(item, Task)
    stores.dynamodb.put_item(
        TableName=stores.table_name, Item={**item_from_task(item), "status": {"S": "forgotten"}}
    )


def lost_change_of_a_user(stores: ComparedStores) -> None:
    stores.history.rename_user("user-1", DRIFTED)
    stores.store()


def dropped_change_of_a_user(stores: ComparedStores) -> None:
    stores.run("DELETE FROM user_history WHERE user_id = 'user-3' AND version = 1")


DRIFTS: Final[dict[Callable[[ComparedStores], None], tuple[Any, ...]]] = {
    lost_change: ("stale", "tasks", TASKS[2], 4, 3),
    doubled_change: ("doubled", "task_history", TASKS[7], "2-2"),
    altered_state: ("altered", "task_states", TASKS[5], 3, 3, "priority", "category"),
    lost_tombstone: ("resurrected", "tasks", DELETED[1], 2),
    dropped_change: ("gap", "task_history", TASKS[9], "1-2"),
    lost_creation: ("missing", "tasks", task_id(16), 1),
    lost_delete: ("resurrected", "tasks", TASKS[3], 3),
    lost_tombstone_of_the_table: ("resurrected", "tasks", TASKS[12], 3),
    lost_between: ("gap", "task_history", TASKS[4], "4-4"),
    altered_change: ("altered", "task_history", TASKS[6], 3, 3, "status"),
    doubled_state: ("doubled", "task_states", TASKS[8], 3),
    lost_change_of_a_user: ("stale", "users", "user-1", 3, 2),
    dropped_change_of_a_user: ("gap", "user_history", "user-3", "1-1"),
    # Last, as `store` would mend them.
    restored_table: ("ahead", "tasks", TASKS[10], 2, 3),
    broken_item: ("unreadable", "table", TASKS[11]),
}
"""What each has to be found as."""
