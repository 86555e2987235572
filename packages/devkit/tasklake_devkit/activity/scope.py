"""Which users and tasks of the table and the lake are a replay's own, and what the file calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from tasklake_devkit.activity.mapping import Incarnation
from tasklake_devkit.activity.replay import ReplayResult


@dataclass(frozen=True, slots=True)
class Scope:
    """The tasks that a replay's users have from its first one on; older tasks of the same users stay out.

    Attributes:
        since: When the first task was created, by the API's clock.
        actors: The actor whom each user stands for.
        incarnations: The incarnation of an object that each task stands for.
    """

    since: datetime
    actors: Mapping[str, str]
    incarnations: Mapping[str, Incarnation]

    @classmethod
    def of(cls, result: ReplayResult) -> Self:
        return cls(
            since=result.first_created_at,
            actors={user_id: actor for actor, user_id in result.user_ids.items()},
            incarnations={task_id: task for task, task_id in result.task_ids.items()},
        )

    def name_of_user(self, user_id: str) -> str:
        return self.actors.get(user_id, f"unknown user {user_id}")

    def name_of_task(self, task_id: str) -> str:
        return str(self.incarnations.get(task_id, f"unknown task {task_id}"))
