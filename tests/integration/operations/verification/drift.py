"""Ways in which a lake comes to differ from its table, each of an item of its own."""

from collections.abc import Callable
from typing import Any, Final

from tasklake.attributes import strings
from tasklake.items import item_from_task
from tasklake.keys import task_key
from tasklake.models import Task, TaskPriority, TaskStatus
from tasklake_lake.iceberg_tables import TASK_HISTORY, TASK_STATES
from tests.integration.lake.event_history import task_id, utc
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.unit.stream_etl.table_changes import tombstone_of

MERGED: Final = utc("2026-03-05T00:00")
DRIFTED: Final = utc("2026-03-10T11:00")

TASKS: Final = tuple(task_id(number) for number in range(1, 41))
DELETED: Final = TASKS[:2]
DELETED_TOO: Final = TASKS[14:18]
NEVER_MERGED: Final = task_id(50)


def fill(stores: ComparedStores) -> None:
    """Let both stores hold the same: what was written on 3 and 4 March is merged, what came on 9 March is not."""
    history = stores.history
    for user in ("user-1", "user-2", "user-3"):
        history.create_user(user, utc("2026-03-03T08:00"))
    for task in TASKS:
        history.create_task(task, utc("2026-03-03T10:00"), labels=("a b", "c"))
    for task in TASKS:
        history.change_task(task, utc("2026-03-03T11:00"), status=TaskStatus.IN_PROGRESS)
    for task in TASKS:
        history.change_task(task, utc("2026-03-04T12:00"), priority=TaskPriority.HIGH)
    for item in ("user-3", *DELETED, *DELETED_TOO):
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
    stores.history.create_task(task_id(60), DRIFTED)
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
    stores.run(f"UPDATE task_states SET priority = 'low', labels = ARRAY['c'] WHERE task_id = '{TASKS[5]}'")


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


def repaired_after_a_restore(stores: ComparedStores) -> None:
    """Take a task back to its second version, as a restore does, and give the lake what a repair takes from the table."""
    task = TASKS[12]
    before = next(made.before for made in reversed(stores.history.changes) if made.item.id == task)
    assert isinstance(before, Task)
    stores.history.items[task] = before
    stores.dynamodb.put_item(TableName=stores.table_name, Item=item_from_task(before))
    taken = ", ".join(
        {"op": "'snapshot'", "generation": "1", "previous_status": "NULL"}.get(column.name, column.name)
        for column in TASK_HISTORY.columns
    )
    stores.run(
        f"INSERT INTO task_history SELECT {taken} FROM task_history WHERE task_id = '{task}' AND version = 2"
    )
    stores.run(f"DELETE FROM task_states WHERE task_id = '{task}'")
    columns = ", ".join(column.name for column in TASK_STATES.columns)
    stores.run(
        f"INSERT INTO task_states SELECT {columns} FROM task_history "
        f"WHERE task_id = '{task}' AND generation = 1"
    )


def broken_item(stores: ComparedStores) -> None:
    item = stores.history.items[TASKS[11]]
    assert isinstance(item, Task)
    stores.dynamodb.put_item(
        TableName=stores.table_name, Item={**item_from_task(item), "status": {"S": "forgotten"}}
    )


def update(table: str, task: str, version: int, change: str) -> Callable[[ComparedStores], None]:
    def drift(stores: ComparedStores) -> None:
        stores.run(f"UPDATE {table} SET {change} WHERE task_id = '{task}' AND version = {version}")

    return drift


def lost_row(table: str, task: str) -> Callable[[ComparedStores], None]:
    def drift(stores: ComparedStores) -> None:
        stores.run(f"DELETE FROM {table} WHERE task_id = '{task}'")

    return drift


def invented_row(table: str, task: str, version: int, change: str) -> Callable[[ComparedStores], None]:
    """Return a drift that copies the newest row of a task, changed."""
    column, _, value = change.partition(" = ")
    columns = [each.name for each in (TASK_HISTORY if table == "task_history" else TASK_STATES).columns]
    values = ", ".join(value if name == column else name for name in columns)

    def drift(stores: ComparedStores) -> None:
        stores.run(
            f"INSERT INTO {table} SELECT {values} FROM {table} "
            f"WHERE task_id = '{task}' AND version = {version}"
        )

    return drift


def invented_earlier_life(stores: ComparedStores) -> None:
    """Give a task a life before its own that no rule of versions contradicts."""
    invented = {"created_at": "TIMESTAMP '2026-03-03 09:00:00'", "op": "'delete'"}
    columns = ", ".join(invented.get(column.name, column.name) for column in TASK_HISTORY.columns)
    stores.run(
        f"INSERT INTO task_history SELECT {columns} FROM task_history "
        f"WHERE task_id = '{TASKS[32]}' AND version = 1"
    )


def lost_end_of_an_earlier_life(stores: ComparedStores) -> None:
    stores.run(f"DELETE FROM task_history WHERE task_id = '{DELETED[0]}' AND version = 4")


def delete_known_to_nobody(stores: ComparedStores) -> None:
    stores.history.items.pop(TASKS[31])
    stores.dynamodb.delete_item(TableName=stores.table_name, Key=strings(task_key("user-1", TASKS[31])))
    lost_row("task_states", TASKS[31])(stores)


def lost_change_of_a_user(stores: ComparedStores) -> None:
    stores.history.rename_user("user-1", DRIFTED)
    stores.store()


def dropped_change_of_a_user(stores: ComparedStores) -> None:
    stores.run("DELETE FROM user_history WHERE user_id = 'user-3' AND version = 1")


def altered(
    relation: str, number: int, version: int, *columns: str, is_item: bool = False
) -> tuple[Any, ...]:
    versions = (version, version) if is_item else (version,)
    return ("altered", relation, TASKS[number], *versions, *columns)


DRIFTS: Final[dict[Callable[[ComparedStores], None], tuple[Any, ...]]] = {
    lost_change: ("stale", "tasks", TASKS[2], 4, 3),
    doubled_change: ("doubled", "task_history", TASKS[7], "2-2"),
    altered_state: altered("task_states", 5, 3, "priority", "labels", is_item=True),
    lost_tombstone: ("resurrected", "tasks", DELETED[1], 2),
    dropped_change: ("unmerged", "task_history", TASKS[9], "1-2"),
    lost_creation: ("missing", "tasks", task_id(60), 1),
    lost_delete: ("resurrected", "tasks", TASKS[3], 3),
    lost_tombstone_of_the_table: ("resurrected", "tasks", TASKS[12], 3),
    lost_between: ("gap", "task_history", TASKS[4], "4-4"),
    altered_change: altered("task_history", 6, 3, "status", is_item=True),
    doubled_state: ("doubled", "task_states", TASKS[8], 3),
    update("task_history", TASKS[19], 3, "previous_status = 'pending'"): altered(
        "task_history", 19, 3, "previous_status", is_item=True
    ),
    update("task_states", TASKS[26], 3, "op = 'insert'"): altered("task_states", 26, 3, "op", is_item=True),
    invented_row("task_history", TASKS[28], 3, "version = 4"): ("invented", "task_history", TASKS[28], "4-4"),
    invented_row("task_history", TASKS[29], 3, f"task_id = '{task_id(61)}'"): (
        "invented",
        "task_history",
        task_id(61),
        "3-3",
    ),
    invented_row("task_states", TASKS[29], 3, f"task_id = '{task_id(62)}'"): (
        "invented",
        "task_states",
        task_id(62),
        "3-3",
    ),
    # A deleted life gone whole is two drifts of one item.
    lost_row("task_history", DELETED_TOO[0]): ("unmerged", "task_history", DELETED_TOO[0], "1-4"),
    lost_row("task_states", DELETED_TOO[0]): ("missing", "task_states", DELETED_TOO[0], 4),
    invented_earlier_life: ("invented", "task_history", TASKS[32], "1-1"),
    delete_known_to_nobody: ("resurrected", "task_history", TASKS[31], 3),
    lost_row("task_states", TASKS[30]): ("missing", "tasks", TASKS[30], 3),
    lost_row("task_states", DELETED_TOO[3]): ("missing", "task_states", DELETED_TOO[3], 4),
    lost_change_of_a_user: ("stale", "users", "user-1", 3, 2),
    dropped_change_of_a_user: ("unmerged", "user_history", "user-3", "1-1"),
    # Last, as `store` would mend them.
    restored_table: ("ahead", "tasks", TASKS[10], 2, 3),
    broken_item: ("unreadable", "table", TASKS[11]),
}
"""What each has to be found as."""

SEEN_IN_MERGED_ROWS: Final[dict[Callable[[ComparedStores], None], tuple[Any, ...]]] = {
    dropped_change: ("gap", "task_history", TASKS[9], "1-2"),
    lost_end_of_an_earlier_life: ("gap", "task_history", DELETED[0], "4-4"),
    update("task_history", TASKS[19], 3, "previous_status = 'pending'"): altered(
        "task_history", 19, 3, "previous_status", is_item=True
    ),
    update("task_states", TASKS[26], 3, "op = 'insert'"): altered("task_states", 26, 3, "op", is_item=True),
    lost_row("task_states", TASKS[30]): ("missing", "tasks", TASKS[30], 3),
    lost_row("task_states", DELETED_TOO[3]): ("missing", "task_states", DELETED_TOO[3], 4),
    delete_known_to_nobody: ("resurrected", "task_history", TASKS[31], 3),
}
"""What each has to be found as where the raw events are not read."""
