from dataclasses import fields

from tasklake.models import Task, User, create_task, create_user, utc_now
from tasklake_api.task_wire import TaskRepresentation, task_representation
from tasklake_api.user_wire import UserRepresentation, user_representation

NOW = utc_now()
TASK = create_task(user_id="ada", title="Write", now=NOW, request_id="r")
USER = create_user(user_id="ada", email="ada@example.com", name="Ada", now=NOW, request_id="r")


def test_every_field_of_the_models_is_shown_but_those_of_the_write() -> None:
    for model, shape, shown in (
        (Task, TaskRepresentation, task_representation(TASK)),
        (User, UserRepresentation, user_representation(USER)),
    ):
        names = [field.name for field in fields(model) if field.name not in {"request_id", "generation"}]
        assert names == list(shape.__annotations__) == list(shown)
