from collections.abc import Callable
from functools import partial

import pytest

from tasklake_operations.cli import lake_verify
from tests.integration.operations.command import Ended, give_lake, run
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores


@pytest.fixture
def verify(stores: ComparedStores, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Return the command, over the stores of this test."""
    give_lake(lake_verify, stores.lake, monkeypatch, table_name=stores.table_name, etl_batch_window_seconds=1)
    return partial(run, lake_verify)


def test_the_exit_code_says_whether_there_is_a_difference(
    stores: ComparedStores, verify: Callable[..., Ended]
) -> None:
    drift.fill(stores)

    ended = verify("--settle", "0.1", "--format", "json")
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.said.splitlines()[-1] == "Table and lake agree."

    drift.lost_change(stores)
    ended = verify("--settle", "0.1", "--format", "json")
    assert ended.exit_code == 3
    assert ended.rows == [
        {
            "kind": "stale",
            "entity": "task",
            "id": drift.TASKS[2],
            "relation": "tasks",
            "created_at": "2026-03-03 10:00:00.000",
            "table_version": 4,
            "lake_version": 3,
            "versions": "",
            "columns": "",
        }
    ]
    assert "1 stale: If the failure bucket holds the batch" in ended.said
    assert "tasklake lake repair" in ended.said


@pytest.mark.parametrize("arguments", [("--settle", "-1"), ("--since", "9999-12-31")])
def test_misuse_has_an_exit_code_of_its_own(verify: Callable[..., Ended], arguments: tuple[str, ...]) -> None:
    assert verify(*arguments).exit_code == 2
