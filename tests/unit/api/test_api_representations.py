from dataclasses import fields
from datetime import UTC, date, datetime

from tasklake.models import Task, TaskStatus, User, UserStatus
from tasklake_api.task_wire import TaskRepresentation, task_representation
from tasklake_api.user_wire import UserRepresentation, user_representation

TASK = Task(
    id="0190a0a0-0000-7000-8000-000000000000",
    user_id="0a0a0a0a-0000-4000-8000-000000000001",
    title="Write",
    status=TaskStatus.COMPLETED,
    due_date=date(2026, 12, 1),
    created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    updated_at=datetime(2026, 1, 2, 3, 4, 5, 60_000, tzinfo=UTC),
    completed_at=datetime(2026, 1, 2, 3, 4, 5, 60_000, tzinfo=UTC),
    version=2,
    request_id="r",
)
USER = User(
    id="0a0a0a0a-0000-4000-8000-000000000001",
    email="ada@example.com",
    name="Ada",
    status=UserStatus.ACTIVE,
    created_at=datetime(2026, 1, 2, 3, 4, 5, 6_000, tzinfo=UTC),
    updated_at=datetime(2026, 1, 2, 3, 4, 5, 6_000, tzinfo=UTC),
    version=1,
    request_id="r",
)


def test_a_task_has_times_with_milliseconds_and_a_day() -> None:
    shown = task_representation(TASK)
    assert (shown["created_at"], shown["updated_at"], shown["completed_at"], shown["due_date"]) == (
        "2026-01-02T03:04:05.000Z",
        "2026-01-02T03:04:05.060Z",
        "2026-01-02T03:04:05.060Z",
        "2026-12-01",
    )


def test_every_field_of_the_models_is_shown_but_those_of_the_write() -> None:
    for model, shape, shown in (
        (Task, TaskRepresentation, task_representation(TASK)),
        (User, UserRepresentation, user_representation(USER)),
    ):
        names = [field.name for field in fields(model) if field.name not in {"request_id", "generation"}]
        assert names == list(shape.__annotations__) == list(shown)
