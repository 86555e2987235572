import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from tasklake.models import TaskPriority, TaskStatus
from tasklake_devkit.activity.expectation import ExpectedTask, expectation_of
from tasklake_devkit.activity.generator import generate, write_activity
from tasklake_devkit.activity.mapping import Incarnation, TaskState, steps
from tasklake_devkit.activity.reader import read_activity
from tests.unit.activity.activity_files import steps_of


def test_a_small_file_by_hand(tmp_path: Path) -> None:
    expectation = expectation_of(steps_of(tmp_path))
    assert expectation.rows == 7
    assert expectation.tasks == {
        Incarnation("o1", 1): ExpectedTask(
            "ada", TaskState("api", TaskStatus.COMPLETED, TaskPriority.MEDIUM), 3
        ),
        Incarnation("o2", 2): ExpectedTask(
            "bob", TaskState("web", TaskStatus.PENDING, TaskPriority.URGENT), 1
        ),
        Incarnation("o3", 1): ExpectedTask("cyd", TaskState("api", TaskStatus.PENDING, TaskPriority.LOW), 1),
    }
    assert expectation.deleted == {Incarnation("o2", 1)}
    assert expectation.changes_by_op == {"create": 4, "update": 2, "delete": 1}
    assert expectation.changes_by_task == {
        Incarnation("o1", 1): 3,
        Incarnation("o2", 1): 2,
        Incarnation("o2", 2): 1,
        Incarnation("o3", 1): 1,
    }
    assert expectation.tasks_by_category_and_status == {
        ("api", "completed"): 1,
        ("api", "pending"): 1,
        ("web", "pending"): 1,
    }
    assert expectation.tasks_by_owner == {"ada": 1, "bob": 1, "cyd": 1}


@pytest.mark.parametrize("rows", [1, 250, 3000])
def test_a_large_file_by_brute_force(tmp_path: Path, rows: int) -> None:
    """Each object by itself: its rows alone, backwards from the last, without the mapping's code."""
    file = tmp_path / "activity.csv.gz"
    write_activity(file, generate(3, rows=3000))
    with gzip.open(file, "rt") as text:
        records = list(csv.DictReader(text))[:rows]
    histories: dict[str, list[dict[str, str]]] = {}
    for record in records:
        histories.setdefault(record["object"], []).append(record)

    expectation = expectation_of(steps(read_activity(file, limit=rows)))

    alive = {name: history for name, history in histories.items() if history[-1]["op"] != "delete"}
    assert {task.object for task in expectation.tasks} == alive.keys()
    for incarnation, task in expectation.tasks.items():
        history = alive[incarnation.object]
        ops = [record["op"] for record in history]
        updates = ops[::-1].index("create")
        size = int(history[-1]["size"])
        assert incarnation.number == ops.count("create")
        assert task.owner == history[0]["actor"]
        assert task.version == updates + 1
        assert task.state.category == history[-1]["area"]
        assert task.state.status == (
            "pending"
            if updates == 0
            else "cancelled"
            if updates % 6 == 0
            else ("completed", "in_progress")[updates % 2]
        )
        assert task.state.priority == (
            "low" if size < 3 else "medium" if size < 9 else "high" if size < 28 else "urgent"
        )
    assert expectation.rows == rows
    assert expectation.changes_by_op == Counter(record["op"] for record in records)
    assert len(expectation.deleted) == sum(record["op"] == "delete" for record in records)
    assert sum(expectation.changes_by_task.values()) == rows
