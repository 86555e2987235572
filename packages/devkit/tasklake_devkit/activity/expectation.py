"""What an activity file alone says about the tasks it leaves behind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tasklake.models import TaskStatus
from tasklake_devkit.activity.mapping import Incarnation, Step, TaskState
from tasklake_devkit.activity.row import Op


@dataclass(frozen=True, slots=True)
class ExpectedTask:
    owner: str
    state: TaskState
    version: int
    due_date: date


class Event(NamedTuple):
    """Something that daily figures count: a task was `created`, `completed`, `cancelled` or `deleted`."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The outcome of a file's first rows.

    Attributes:
        rows: How many.
        actors: Everybody who acts in them.
        tasks: Every task alive at the end.
        deleted: Every task deleted on the way.
        changes_by_op: Rows of each operation.
        changes_by_task: Rows of each task, deleted ones included; also its last version.
        changes_by_owner: Rows about the tasks of each actor who has any.
        events: How often each happened.
    """

    rows: int
    actors: frozenset[str]
    tasks: Mapping[Incarnation, ExpectedTask]
    deleted: frozenset[Incarnation]
    changes_by_op: Mapping[Op, int]
    changes_by_task: Mapping[Incarnation, int]
    changes_by_owner: Mapping[str, int]
    events: Mapping[Event, int]

    @property
    def tasks_by_category_and_status(self) -> Counter[tuple[str, str]]:
        return Counter((task.state.category, task.state.status.value) for task in self.tasks.values())

    @property
    def tasks_by_owner(self) -> Counter[str]:
        return Counter(task.owner for task in self.tasks.values())


def expectation_of(steps: Iterable[Step]) -> Expectation:
    actors: set[str] = set()
    tasks: dict[Incarnation, ExpectedTask] = {}
    deleted: set[Incarnation] = set()
    changes_by_op: Counter[Op] = Counter()
    changes_by_task: Counter[Incarnation] = Counter()
    changes_by_owner: Counter[str] = Counter()
    events: Counter[Event] = Counter()
    for step in steps:
        actors.add(step.activity.actor)
        changes_by_op[step.activity.op] += 1
        changes_by_task[step.task] += 1
        changes_by_owner[step.owner] += 1
        events.update(Event(step.owner, name) for name in _event_names(tasks.get(step.task), step))
        if step.state is None:
            del tasks[step.task]
            deleted.add(step.task)
        else:
            tasks[step.task] = ExpectedTask(step.owner, step.state, step.version, step.due_date)
    return Expectation(
        rows=changes_by_op.total(),
        actors=frozenset(actors),
        tasks=tasks,
        deleted=frozenset(deleted),
        changes_by_op=changes_by_op,
        changes_by_task=changes_by_task,
        changes_by_owner=changes_by_owner,
        events=events,
    )


def _event_names(before: ExpectedTask | None, step: Step) -> Iterator[str]:
    if before is None:
        yield "created"
    if step.state is None:
        yield "deleted"
        return
    status = step.state.status
    is_new = before is None or before.state.status is not status
    if is_new and status in {TaskStatus.COMPLETED, TaskStatus.CANCELLED}:
        yield status.value
