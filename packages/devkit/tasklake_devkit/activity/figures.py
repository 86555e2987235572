"""The figures that file, table and lake must agree on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tasklake.models import TaskStatus, UserStatus
from tasklake_devkit.activity.expectation import Event, Expectation
from tasklake_devkit.activity.row import Op

NO_CATEGORY: Final = "(none)"
OPEN: Final = frozenset({TaskStatus.PENDING, TaskStatus.IN_PROGRESS})
THROUGHPUT: Final = ("created", "completed", "cancelled", "deleted")

COMPLETED: Final = "completed"

_KINDS: Final = {Op.CREATE: "insert", Op.UPDATE: "update", Op.DELETE: "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one source says about the users, tasks and changes of a replay.

    A task is known by its incarnation's name, a user by the actor's. None stands where a source knows the last state
    only.

    Attributes:
        tasks_by_category_and_status: Tasks alive.
        tasks_by_owner: Tasks alive of each actor.
        tasks: What became of each task alive.
        completed_tasks: The tasks alive that are completed.
        overdue_tasks: UTC days that each open task is late.
        users: Every actor.
        changes_by_kind: Inserts, updates and deletes.
        changes_by_task: Changes of each task, deleted ones included.
        throughput: How many tasks were created and deleted, and how often one was completed or cancelled.
        changes_by_owner: What happened to the tasks of each actor.
    """

    tasks_by_category_and_status: Mapping[tuple[str, str], int]
    tasks_by_owner: Mapping[str, int]
    tasks: Mapping[str, str]
    completed_tasks: Mapping[str, str]
    overdue_tasks: Mapping[str, int]
    users: Mapping[str, str]
    changes_by_kind: Mapping[str, int] | None
    changes_by_task: Mapping[str, str] | None
    throughput: Mapping[str, int] | None
    changes_by_owner: Mapping[str, str] | None


def file_figures(expectation: Expectation, today: date) -> Figures:
    """Return the figures as of a UTC day."""
    alive = {str(name): task for name, task in expectation.tasks.items()}
    events = expectation.events
    return Figures(
        tasks_by_category_and_status=expectation.tasks_by_category_and_status,
        tasks_by_owner=expectation.tasks_by_owner,
        tasks={
            name: task_figure(task.state.status, task.state.priority, task.version)
            for name, task in alive.items()
        },
        # By the mapping no task is completed before it was in progress.
        completed_tasks={
            name: COMPLETED for name, task in alive.items() if task.state.status is TaskStatus.COMPLETED
        },
        overdue_tasks={
            name: (today - task.due_date).days
            for name, task in alive.items()
            if task.state.status in OPEN and task.due_date < today
        },
        users=dict.fromkeys(expectation.actors, UserStatus.ACTIVE.value),
        changes_by_kind={_KINDS[op]: count for op, count in expectation.changes_by_op.items()},
        changes_by_task={
            str(name): changes_figure(count, count) for name, count in expectation.changes_by_task.items()
        },
        throughput={
            name: sum(times for event, times in events.items() if event.name == name) for name in THROUGHPUT
        },
        changes_by_owner={
            owner: activity_figure(
                changes,
                created=events.get(Event(owner, "created"), 0),
                completed=events.get(Event(owner, "completed"), 0),
                deleted=events.get(Event(owner, "deleted"), 0),
            )
            for owner, changes in expectation.changes_by_owner.items()
        },
    )


def task_figure(status: str, priority: str, version: int) -> str:
    return f"{status}, {priority}, version {version}"


def changes_figure(count: int, last_version: int) -> str:
    return f"{count} up to version {last_version}"


def activity_figure(changes: int, *, created: int, completed: int, deleted: int) -> str:
    return f"{changes}, of which {created} created, {completed} completed, {deleted} deleted"
