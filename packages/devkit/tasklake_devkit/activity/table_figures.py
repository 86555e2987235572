"""The figures of a replay as a scan of the table has them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.items import task_from_item, user_from_item
from tasklake.models import Task, TaskStatus, User
from tasklake_devkit.activity.figures import COMPLETED, NO_CATEGORY, OPEN, Figures, task_figure
from tasklake_devkit.activity.replay import Scope

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_MODELS: Final = {keys.TASK_ENTITY: task_from_item, keys.USER_ENTITY: user_from_item}


def scan_items(client: "DynamoDBClient", table_name: str) -> Iterator[Task | User]:
    """Yield every task and every user of the table, strongly consistent, in no order."""
    pages = client.get_paginator("scan").paginate(
        TableName=table_name,
        ConsistentRead=True,
        FilterExpression="#entity IN (:task, :user)",
        ExpressionAttributeNames={"#entity": keys.ENTITY},
        ExpressionAttributeValues={":task": {"S": keys.TASK_ENTITY}, ":user": {"S": keys.USER_ENTITY}},
    )
    for page in pages:
        for item in page.get("Items", ()):
            yield _MODELS[item[keys.ENTITY].get("S", "")](item)


def table_figures(items: Iterable[Task | User], scope: Scope, today: date) -> Figures:
    """Count a replay's own among the tasks and users of the table, as of a UTC day."""
    tasks: list[Task] = []
    users: list[User] = []
    for item in items:
        match item:
            case Task() if item.user_id in scope.actors and item.created_at >= scope.since:
                tasks.append(item)
            case User() if item.id in scope.actors:
                users.append(item)
            case _:
                pass
    return Figures(
        tasks_by_category_and_status=Counter(
            (task.category or NO_CATEGORY, task.status.value) for task in tasks
        ),
        tasks_by_owner=Counter(scope.name_of_user(task.user_id) for task in tasks),
        tasks={
            scope.name_of_task(task.id): task_figure(task.status, task.priority, task.version)
            for task in tasks
        },
        completed_tasks={
            scope.name_of_task(task.id): COMPLETED for task in tasks if task.status is TaskStatus.COMPLETED
        },
        overdue_tasks={
            scope.name_of_task(task.id): (today - task.due_date).days
            for task in tasks
            if task.status in OPEN and task.due_date is not None and task.due_date < today
        },
        users={scope.name_of_user(user.id): user.status.value for user in users},
        changes_by_kind=None,
        changes_by_task=None,
        throughput=None,
        changes_by_owner=None,
    )
