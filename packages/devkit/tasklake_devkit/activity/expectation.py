"""What an activity file alone says about the tasks it leaves behind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasklake_devkit.activity.mapping import Incarnation, Step, TaskState
from tasklake_devkit.activity.row import Op


@dataclass(frozen=True, slots=True)
class ExpectedTask:
    owner: str
    state: TaskState
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The outcome of a file's first rows.

    Attributes:
        rows: How many.
        tasks: Every task alive at the end.
        deleted: Every task deleted on the way.
        changes_by_op: Rows of each operation.
        changes_by_task: Rows of each task, deleted ones included; also its last version.
    """

    rows: int
    tasks: Mapping[Incarnation, ExpectedTask]
    deleted: frozenset[Incarnation]
    changes_by_op: Mapping[Op, int]
    changes_by_task: Mapping[Incarnation, int]

    @property
    def tasks_by_category_and_status(self) -> Counter[tuple[str, str]]:
        return Counter((task.state.category, task.state.status.value) for task in self.tasks.values())

    @property
    def tasks_by_owner(self) -> Counter[str]:
        return Counter(task.owner for task in self.tasks.values())


def expectation_of(steps: Iterable[Step]) -> Expectation:
    tasks: dict[Incarnation, ExpectedTask] = {}
    deleted: set[Incarnation] = set()
    changes_by_op: Counter[Op] = Counter()
    changes_by_task: Counter[Incarnation] = Counter()
    for step in steps:
        changes_by_op[step.activity.op] += 1
        changes_by_task[step.task] += 1
        if step.state is None:
            del tasks[step.task]
            deleted.add(step.task)
        else:
            tasks[step.task] = ExpectedTask(step.owner, step.state, step.version)
    return Expectation(
        rows=changes_by_op.total(),
        tasks=tasks,
        deleted=frozenset(deleted),
        changes_by_op=changes_by_op,
        changes_by_task=changes_by_task,
    )
