"""The figures of a replay as a scan of the table has them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.items import task_from_item
from tasklake.models import Task
from tasklake_devkit.activity.figures import NO_CATEGORY, Figures, task_figure
from tasklake_devkit.activity.scope import Scope

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def scan_tasks(client: "DynamoDBClient", table_name: str) -> Iterator[Task]:
    """Yield every task of the table, strongly consistent, in no order."""
    pages = client.get_paginator("scan").paginate(
        TableName=table_name,
        ConsistentRead=True,
        FilterExpression="#entity = :task",
        ExpressionAttributeNames={"#entity": keys.ENTITY},
        ExpressionAttributeValues={":task": {"S": keys.TASK_ENTITY}},
    )
    for page in pages:
        yield from map(task_from_item, page.get("Items", ()))


def table_figures(tasks: Iterable[Task], scope: Scope) -> Figures:
    own = [task for task in tasks if task.user_id in scope.actors and task.created_at >= scope.since]
    return Figures(
        tasks_by_category_and_status=Counter(
            (task.category or NO_CATEGORY, task.status.value) for task in own
        ),
        tasks_by_owner=Counter(scope.name_of_user(task.user_id) for task in own),
        tasks={
            scope.name_of_task(task.id): task_figure(task.status, task.priority, task.version) for task in own
        },
        changes_by_kind=None,
        changes_by_task=None,
    )
