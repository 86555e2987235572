"""Whether file, table and lake agree, figure by figure."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tasklake_devkit.activity.expectation import Expectation
from tasklake_devkit.activity.figures import Figures, file_figures

type Named = Mapping[str, int | str]


class Answers(NamedTuple):
    """One figure from each source; None where a source has none."""

    file: int | str | None
    table: int | str | None
    lake: int | str | None


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures of one kind, by name.

    Attributes:
        title: What they are.
        file: As the activity file alone has them.
        table: As the table has them; None if it cannot know.
        lake: As the lake has them.
        listed: Whether a report shows each of them.
    """

    title: str
    file: Named
    table: Named | None
    lake: Named
    listed: bool

    @property
    def figures(self) -> dict[str, Answers]:
        table = self.table or {}
        names = sorted(self.file.keys() | table.keys() | self.lake.keys())
        return {name: Answers(self.file.get(name), table.get(name), self.lake.get(name)) for name in names}

    @property
    def differences(self) -> dict[str, Answers]:
        return {name: answers for name, answers in self.figures.items() if not self.agree(answers)}

    def agree(self, answers: Answers) -> bool:
        return answers.file == answers.lake and (self.table is None or answers.file == answers.table)


def compare(expectation: Expectation, table: Figures, lake: Figures, today: date) -> list[FigureGroup]:
    """Lay the figures of all sources as of a UTC day side by side; these agree when no group has a difference."""
    file = file_figures(expectation, today)
    deleted = sorted(str(task) for task in expectation.deleted)

    def group(title: str, pick: Callable[[Figures], Named | None], *, listed: bool = False) -> FigureGroup:
        return FigureGroup(title, pick(file) or {}, pick(table), pick(lake) or {}, listed)

    return [
        group("Tasks alive", lambda figures: {"all": sum(_pairs(figures).values())}, listed=True),
        group("Tasks by status", lambda figures: _totals(figures, 1), listed=True),
        group("Tasks by category", lambda figures: _totals(figures, 0), listed=True),
        group(
            "Tasks by category and status",
            lambda figures: {f"{category}, {status}": n for (category, status), n in _pairs(figures).items()},
        ),
        group("Tasks by owner", lambda figures: figures.tasks_by_owner),
        group("Status, priority and version of tasks", lambda figures: figures.tasks),
        group(
            "Deleted tasks absent",
            lambda figures: {name: "present" if name in figures.tasks else "absent" for name in deleted},
        ),
        group("Completed tasks", lambda figures: figures.completed_tasks),
        group("Days that tasks are overdue", lambda figures: figures.overdue_tasks),
        group("Users", lambda figures: figures.users),
        group("Throughput", lambda figures: figures.throughput, listed=True),
        group("Changes by owner of the task", lambda figures: figures.changes_by_owner),
        group("Changes by kind", lambda figures: figures.changes_by_kind, listed=True),
        group("Changes of each task, none missing", lambda figures: figures.changes_by_task),
    ]


def _pairs(figures: Figures) -> Mapping[tuple[str, str], int]:
    return figures.tasks_by_category_and_status


def _totals(figures: Figures, position: int) -> Mapping[str, int]:
    totals: Counter[str] = Counter()
    for pair, tasks in _pairs(figures).items():
        totals[pair[position]] += tasks
    return totals
