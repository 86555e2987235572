"""The figures that file, table and lake must agree on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tasklake_devkit.activity.expectation import Expectation
from tasklake_devkit.activity.row import Op

NO_CATEGORY: Final = "(none)"

_KINDS: Final = {Op.CREATE: "insert", Op.UPDATE: "update", Op.DELETE: "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one source says about the tasks and changes of a replay.

    Attributes:
        tasks_by_category_and_status: Tasks alive.
        tasks_by_owner: Tasks alive of each actor.
        tasks: What became of each task alive, by its incarnation's name.
        changes_by_kind: Inserts, updates and deletes; None where the source knows the last state only.
        changes_by_task: Changes of each task, deleted ones included; None likewise.
    """

    tasks_by_category_and_status: Mapping[tuple[str, str], int]
    tasks_by_owner: Mapping[str, int]
    tasks: Mapping[str, str]
    changes_by_kind: Mapping[str, int] | None
    changes_by_task: Mapping[str, str] | None


def file_figures(expectation: Expectation) -> Figures:
    return Figures(
        tasks_by_category_and_status=expectation.tasks_by_category_and_status,
        tasks_by_owner=expectation.tasks_by_owner,
        tasks={
            str(name): task_figure(task.state.status, task.state.priority, task.version)
            for name, task in expectation.tasks.items()
        },
        changes_by_kind={_KINDS[op]: count for op, count in expectation.changes_by_op.items()},
        changes_by_task={
            str(name): changes_figure(count, count) for name, count in expectation.changes_by_task.items()
        },
    )


def task_figure(status: str, priority: str, version: int) -> str:
    return f"{status}, {priority}, version {version}"


def changes_figure(count: int, last_version: int) -> str:
    return f"{count} up to version {last_version}"
