"""A small team's three days, half of them merged, with every view's answer known by hand."""

from datetime import date
from typing import Final

from tasklake.models import TaskPriority, TaskStatus
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake

STARTED_AND_COMPLETED: Final = task_id(1)
COMPLETED_AT_MIDNIGHT: Final = task_id(2)
REOPENED: Final = task_id(3)
DELETED: Final = task_id(4)
IN_PROGRESS: Final = task_id(5)
CREATED_COMPLETED: Final = task_id(6)


def team_history() -> EventHistory:
    team = EventHistory()
    team.create_task(STARTED_AND_COMPLETED, utc("2026-03-08T09:00"), priority=TaskPriority.HIGH)
    team.change_task(STARTED_AND_COMPLETED, utc("2026-03-08T10:00"), status=TaskStatus.IN_PROGRESS)
    team.change_task(STARTED_AND_COMPLETED, utc("2026-03-08T13:30"), status=TaskStatus.COMPLETED)
    team.create_task(COMPLETED_AT_MIDNIGHT, utc("2026-03-08T23:59:59.999"))
    team.change_task(COMPLETED_AT_MIDNIGHT, utc("2026-03-09T00:00"), status=TaskStatus.COMPLETED)
    team.create_task(
        REOPENED,
        utc("2026-03-09T08:00"),
        user="user-2",
        priority=TaskPriority.LOW,
        labels=("blocked", "ui"),
        due_date=date(2026, 3, 7),
    )
    team.change_task(REOPENED, utc("2026-03-09T09:00"), status=TaskStatus.CANCELLED)
    team.create_task(
        DELETED, utc("2026-03-09T10:00"), user="user-2", priority=TaskPriority.URGENT, labels=("ui",)
    )
    team.change_task(REOPENED, utc("2026-03-10T01:00"), status=TaskStatus.PENDING)
    team.create_task(
        IN_PROGRESS,
        utc("2026-03-10T08:00"),
        user="user-2",
        status=TaskStatus.IN_PROGRESS,
        labels=("ui",),
        due_date=date(2026, 3, 9),
    )
    team.create_task(CREATED_COMPLETED, utc("2026-03-10T09:00"), status=TaskStatus.COMPLETED)
    team.delete(DELETED, utc("2026-03-10T11:00"))
    return team


def fill(lake: Lake) -> None:
    """Deliver the three days; what happened before noon of 9 March is merged. It is 10 March, 12:00 UTC, after."""
    changes = team_history().changes
    noon = utc("2026-03-09T12:00")
    lake.raw.deliver_promptly(made for made in changes if made.at < noon)
    lake.now = noon
    lake.merge("task")
    lake.raw.deliver_promptly(made for made in changes if made.at >= noon)
    lake.now = utc("2026-03-10T12:00")
