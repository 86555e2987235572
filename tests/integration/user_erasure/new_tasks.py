"""Tasks as a user makes them."""

from tasklake.models import Task, TaskPriority, TaskStatus, create_task, utc_now


def new_task(user_id: str) -> Task:
    return create_task(
        user_id=user_id,
        title="T",
        description=None,
        status=TaskStatus.PENDING,
        priority=TaskPriority.LOW,
        category=None,
        due_date=None,
        now=utc_now(),
        request_id="adding",
    )
