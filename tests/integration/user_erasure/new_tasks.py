"""Tasks as a user makes them."""

from tasklake.models import Task, create_task, utc_now


def new_task(user_id: str) -> Task:
    return create_task(user_id=user_id, title="T", now=utc_now(), request_id="adding")
