"""What the command does to a lake, what it prints, and how it ends."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from tasklake.items import item_from_task
from tasklake.models import Task, utc_now
from tasklake_operations.cli import lake_repair
from tests.integration.lake.event_history import task_id
from tests.integration.operations.command import Ended, give_lake, run
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_ledger

TASKS = [task_id(number) for number in range(6)]


@pytest.fixture
def stores(stores: ComparedStores) -> ComparedStores:
    """A table with two users and their tasks, and a lake that has nothing of it yet. It is now."""
    stores.lake.now = utc_now()
    made_at = stores.lake.now - timedelta(hours=1)
    for user in ("user-1", "user-2"):
        stores.history.create_user(user, made_at)
    for number, task in enumerate(TASKS):
        stores.history.create_task(task, made_at, user=f"user-{1 + number % 2}", labels=("a b", "c"))
    for task in TASKS:
        stores.history.change_task(task, made_at + timedelta(minutes=1), category="home")
    stores.store()
    return stores


@pytest.fixture
def repair(stores: ComparedStores, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Return the command, over the stores of this test."""
    ledger = f"{stores.table_name}-ledger"
    create_ledger(stores.dynamodb, ledger)
    give_lake(lake_repair, stores.lake, monkeypatch, table_name=stores.table_name, erasure_ledger=ledger)

    def run_now(*options: str) -> Ended:
        stores.lake.now = utc_now()
        return run(lake_repair, "--settle", "0", "--format", "json", *options)

    return run_now


def test_an_empty_lake_is_filled_from_the_table_also_by_a_run_after_one_that_was_killed(
    stores: ComparedStores, repair: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = repair()
    assert (looked.exit_code, looked.rows) == (0, [])
    assert "The lake is empty: `--apply` fills it" in looked.said
    assert stores.lake.rows("SELECT 1 AS found FROM task_events") == []

    put, puts = stores.lake.session.client("s3").put_object, count()

    def killed(**request: Any) -> None:  # noqa: ANN401 - as boto3's client takes it
        if next(puts) == 1:
            raise KeyboardInterrupt
        put(**request)

    with monkeypatch.context() as patch:
        patch.setattr(stores.lake.session.client("s3"), "put_object", killed)
        assert repair("--apply").exit_code != 0
    existing = "SELECT task_id FROM tasks UNION ALL SELECT user_id FROM users"
    assert 0 < len(stores.lake.rows(existing)) < len(stores.history.items)

    filled = repair("--apply")
    assert filled.exit_code == 0
    assert re.search(r"Rows written: \d+ in [\d.]+ s, [\d,]+ rows/s", filled.said)
    assert len(stores.lake.rows(existing)) == len(stores.history.items)
    history = "SELECT count(*) AS n, min(op) AS first, max(op) AS last FROM task_history"
    assert stores.lake.rows(history) == [{"n": len(TASKS), "first": "snapshot", "last": "snapshot"}]


@pytest.mark.journey
def test_differences_are_listed_then_mended_but_for_what_no_repair_can_mend(
    stores: ComparedStores, repair: Callable[..., Ended]
) -> None:
    stores.lake.raw.deliver(stores.history.changes, stores.lake.now)
    for merge in ("merge_near_task_history", "merge_task_states"):
        stores.lake.run(merge)
    stores.run(f"UPDATE task_history SET status = 'cancelled' WHERE task_id = '{TASKS[0]}' AND version = 2")
    stores.run(
        f"INSERT INTO task_history SELECT * FROM task_history WHERE task_id = '{TASKS[1]}' AND version = 1"
    )
    rows = "SELECT task_id, version, status FROM task_history ORDER BY task_id, version, status"
    before = stores.lake.rows(rows)

    looked = repair()
    assert looked.rows == [
        {"entity": "task", "id": TASKS[0], "differences": "altered", "writes": "update 2", "deletes": 1},
        {"entity": "task", "id": TASKS[1], "differences": "doubled", "writes": "insert 1", "deletes": 1},
    ]
    assert (looked.exit_code, looked.said) == (0, "Items to mend: 2. `--apply` does it.\n")
    assert stores.lake.rows(rows) == before

    broken, ahead = (stores.history.items[task] for task in TASKS[2:4])
    assert isinstance(broken, Task)
    assert isinstance(ahead, Task)
    for item in (
        {**item_from_task(broken), "status": {"S": "forgotten"}},
        item_from_task(replace(ahead, version=1)),
    ):
        stores.dynamodb.put_item(TableName=stores.table_name, Item=item)
    mended = repair("--apply")
    assert (mended.exit_code, mended.rows) == (1, looked.rows)
    assert re.search(r"Rows written: 2 in [\d.]+ s, [\d,]+ rows/s", mended.said)
    assert "Items that stay as they are: 2." in mended.said
    assert f"The lake knows later changes of {TASKS[3]} than the table." in mended.said
    assert f"task {TASKS[2]} cannot be read" in mended.said

    assert len(stores.lake.rows(rows)) == len(before) - 1
