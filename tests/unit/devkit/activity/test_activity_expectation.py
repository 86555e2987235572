import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tasklake_devkit.activity.expectation import Expectation, expectation_of
from tasklake_devkit.activity.generator import generate, write_activity
from tasklake_devkit.activity.mapping import steps
from tasklake_devkit.activity.reader import read_activity


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
        created = history[len(history) - 1 - updates]
        assert task.due_date == datetime.fromisoformat(created["at"]).date() + timedelta(14)
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
    assert expectation.changes_by_owner == Counter(histories[each["object"]][0]["actor"] for each in records)
    assert expectation.actors == {record["actor"] for record in records}
    assert times_of(expectation, "created") == sum(record["op"] == "create" for record in records)
    assert times_of(expectation, "deleted") == sum(record["op"] == "delete" for record in records)
    assert times_of(expectation, "completed") == sum(map(completions, histories.values()))


def times_of(expectation: Expectation, name: str) -> int:
    return sum(times for event, times in expectation.events.items() if event.name == name)


def completions(history: Iterable[Mapping[str, str]]) -> int:
    """Count the 2nd, 4th, 8th, 10th, 14th and so on of the updates after each create."""
    updates = completed = 0
    for record in history:
        updates = updates + 1 if record["op"] == "update" else 0
        completed += updates > 0 and updates % 6 in {2, 4}
    return completed
