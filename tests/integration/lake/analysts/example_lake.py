"""The example activity in a lake, each row at its own time: what docs/analysts.md shows the answers of."""

from pathlib import Path
from typing import Final

from tasklake_devkit.activity.mapping import Incarnation, Step, steps
from tasklake_devkit.activity.reader import read_activity
from tasklake_devkit.activity.row import Op
from tasklake_operations.checkout import REPOSITORY
from tests.integration.lake.event_history import Change, EventHistory, utc
from tests.integration.lake.realized_lake import Lake

EXAMPLE: Final = REPOSITORY / "examples" / "activity.csv.gz"

MERGED_AT: Final = utc("2020-08-24T20:05")
"""Some of the last changes come after."""

NOW: Final = utc("2020-08-24T21:00")

MERGE_HOURS: Final = 200 * 24
"""More than the activity lasts."""


def fill(lake: Lake) -> None:
    """Deliver the activity, merge what there is at `MERGED_AT`, and let it be `NOW`."""
    changes = history_of(EXAMPLE).changes
    lake.raw.deliver_promptly(made for made in changes if made.at < MERGED_AT)
    lake.now = MERGED_AT
    for entity in ("task", "user"):
        lake.merge(entity, merge_hours=MERGE_HOURS)
    lake.raw.deliver_promptly(made for made in changes if made.at >= MERGED_AT)
    lake.now = NOW


def history_of(file: Path) -> EventHistory:
    """Return what an activity's rows do; a user's id is the actor's name, a task's id the object's."""
    history = EventHistory()
    for step in steps(read_activity(file)):
        if step.activity.actor not in history.items:
            history.create_user(step.activity.actor, step.activity.at)
        make(step, history)
    return history


def make(step: Step, history: EventHistory) -> Change:
    task, at, state = task_id(step.task), step.activity.at, step.state
    if state is None:
        return history.delete(task, at)
    if step.activity.op is Op.CREATE:
        return history.create_task(task, at, user=step.owner, due_date=step.due_date, **state._asdict())
    return history.change_task(task, at, **state._asdict())


def task_id(task: Incarnation) -> str:
    return task.object if task.number == 1 else f"{task.object}-{task.number}"
