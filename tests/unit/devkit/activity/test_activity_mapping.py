from pathlib import Path

import pytest

from tasklake.models import TaskPriority, TaskStatus
from tasklake_devkit.activity.mapping import Incarnation, priority_of, status_after
from tests.unit.devkit.activity.activity_files import steps_of


def test_the_first_actor_owns_all_incarnations_of_an_object(tmp_path: Path) -> None:
    plan = steps_of(tmp_path)
    assert [(str(step.task), step.owner, step.is_by_owner) for step in plan] == [
        ("o1", "ada", True),
        ("o2", "bob", True),
        ("o1", "ada", False),
        ("o2", "bob", True),
        ("o3", "cyd", True),
        ("o2 (incarnation 2)", "bob", False),
        ("o1", "ada", True),
    ]


def test_versions_count_the_writes_of_an_incarnation_its_delete_included(tmp_path: Path) -> None:
    assert [(step.task, step.version) for step in steps_of(tmp_path)] == [
        (Incarnation("o1", 1), 1),
        (Incarnation("o2", 1), 1),
        (Incarnation("o1", 1), 2),
        (Incarnation("o2", 1), 2),
        (Incarnation("o3", 1), 1),
        (Incarnation("o2", 2), 1),
        (Incarnation("o1", 1), 3),
    ]


def test_a_create_sends_the_whole_task_an_update_its_changes_a_delete_nothing(tmp_path: Path) -> None:
    plan = steps_of(tmp_path)
    assert plan[0].body == {
        "title": "o1",
        "category": "web",
        "status": "pending",
        "priority": "low",
        "due_date": "2024-01-15",
    }
    assert plan[2].body == {"category": "web", "status": "in_progress", "priority": "high"}
    assert plan[3].body is None


def test_the_due_date_follows_the_utc_date_of_the_row(tmp_path: Path) -> None:
    [step] = steps_of(tmp_path, "2024-02-16T01:00:00+02:00,ada,o1,web,create,1")
    assert step.body is not None
    assert step.body["due_date"] == "2024-02-29"


@pytest.mark.parametrize(
    ("size", "priority"),
    [
        (0, TaskPriority.LOW),
        (2, TaskPriority.LOW),
        (3, TaskPriority.MEDIUM),
        (8, TaskPriority.MEDIUM),
        (9, TaskPriority.HIGH),
        (27, TaskPriority.HIGH),
        (28, TaskPriority.URGENT),
        (30_000, TaskPriority.URGENT),
    ],
)
def test_size_gives_the_priority(size: int, priority: TaskPriority) -> None:
    assert priority_of(size) is priority


def test_updates_move_the_status_around_a_cycle() -> None:
    pending, in_progress, completed, cancelled = TaskStatus
    assert [status_after(updates) for updates in range(9)] == [
        pending,
        in_progress,
        completed,
        in_progress,
        completed,
        in_progress,
        cancelled,
        in_progress,
        completed,
    ]
