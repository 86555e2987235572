"""Pages of a user's tasks: which index answers a query, and how many queries a page may take."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from tasklake import keys
from tasklake.items import Item, StoredItem, strings, task_from_item, text
from tasklake.keys import BY_DUE_DATE, BY_STATUS, Index
from tasklake.models import Task
from tasklake.repository import Page, TaskPosition, TaskQuery

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef

QUERIES_PER_PAGE: Final = 4
"""What a page may cost; a filtered one that has not found enough by then is short, not last."""

FILTERED_READ: Final = 200
"""Items one query of a filtered page evaluates at the most."""

type Source = Literal["table"] | Index


def list_tasks(
    client: "DynamoDBClient",
    table_name: str,
    user_id: str,
    query: TaskQuery,
    *,
    limit: int,
    after: TaskPosition | None,
) -> Page[Task, TaskPosition]:
    """Return up to `limit` tasks behind `after`; the list by creation without a status reads strongly consistent."""
    if query.due_after and query.due_before and query.due_after > query.due_before:
        # DynamoDB refuses a range whose ends are the wrong way round.
        return Page((), None)
    plan = plan_of(user_id, query)
    found: list[Task] = []
    position = after
    # An unfiltered page takes a second query only where its tasks exceed the 1 MB of one.
    for _ in range(QUERIES_PER_PAGE):
        request: QueryInputTypeDef = {
            **plan.parameters(table_name),
            # One more than asked for tells whether the list goes on.
            "Limit": FILTERED_READ if plan.is_filtered else limit + 1 - len(found),
        }
        if position:
            request["ExclusiveStartKey"] = start_key(user_id, query, position)
        response = client.query(**request)
        found += map(task_from_item, response["Items"])
        if len(found) > limit:
            last = found[limit - 1]
            return Page(tuple(found[:limit]), TaskPosition(last.id, last.due_date))
        if "LastEvaluatedKey" not in response:
            return Page(tuple(found), None)
        position = position_of(response["LastEvaluatedKey"], query)
    return Page(tuple(found), position)


@dataclass(slots=True)
class QueryPlan:
    """The Query parameters of one list, put together term by term."""

    source: Source
    is_descending: bool
    names: dict[str, str] = field(default_factory=dict[str, str])
    values: Item = field(default_factory=dict[str, "AttributeValue"])
    key_conditions: list[str] = field(default_factory=list[str])
    filters: list[str] = field(default_factory=list[str])

    @property
    def is_filtered(self) -> bool:
        """Whether DynamoDB drops items that it has read."""
        return bool(self.filters)

    def parameters(self, table_name: str) -> "QueryInputTypeDef":
        parameters: QueryInputTypeDef = {
            "TableName": table_name,
            "KeyConditionExpression": " AND ".join(self.key_conditions),
            "ExpressionAttributeNames": self.names,
            "ExpressionAttributeValues": self.values,
            "ScanIndexForward": not self.is_descending,
        }
        if self.source == "table":
            parameters["ConsistentRead"] = True
        else:
            parameters["IndexName"] = self.source.name
        if self.filters:
            parameters["FilterExpression"] = " AND ".join(self.filters)
        return parameters

    def equal(self, name: str, value: str) -> str:
        self.names[f"#{name}"], self.values[f":{name}"] = name, {"S": value}
        return f"#{name} = :{name}"

    def between(self, name: str, first: str, last: str) -> str:
        self.names[f"#{name}"] = name
        self.values[f":{name}_first"], self.values[f":{name}_last"] = {"S": first}, {"S": last}
        return f"#{name} BETWEEN :{name}_first AND :{name}_last"


def plan_of(user_id: str, query: TaskQuery) -> QueryPlan:
    """Return the query that reads the fewest items for what is asked."""
    plan = QueryPlan(source_of(query), query.sort.is_descending)
    status, due_range = query.status, keys.due_date_range(query.due_after, query.due_before)
    is_due_bounded = query.due_after is not None or query.due_before is not None
    if plan.source == BY_DUE_DATE:
        plan.key_conditions = [plan.equal(BY_DUE_DATE.partition_key, keys.user_partition(user_id))]
        if is_due_bounded:
            plan.key_conditions.append(plan.between(BY_DUE_DATE.sort_key, *due_range))
            is_due_bounded = False
    elif plan.source == BY_STATUS and status:
        partition = keys.task_status_partition(user_id, status)
        plan.key_conditions = [plan.equal(BY_STATUS.partition_key, partition)]
        status = None
    else:
        plan.key_conditions = [
            plan.equal(keys.PARTITION_KEY, keys.user_partition(user_id)),
            plan.between(keys.SORT_KEY, keys.TASK_PREFIX, f"{keys.TASK_PREFIX}{keys.AFTER_ANY_ID}"),
        ]
    wanted = {"status": status, "priority": query.priority, "category": query.category}
    plan.filters = [plan.equal(name, value) for name, value in wanted.items() if value is not None]
    if is_due_bounded:
        plan.filters.append(plan.between("due_date", *due_range))
    return plan


def source_of(query: TaskQuery) -> Source:
    """Return what holds the list in the order asked for."""
    if query.sort.is_by_due_date:
        return BY_DUE_DATE
    return BY_STATUS if query.status else "table"


def start_key(user_id: str, query: TaskQuery, position: TaskPosition) -> Item:
    """Return the ExclusiveStartKey of a position, always inside the partition of `user_id`."""
    source = source_of(query)
    key = keys.task_key(user_id, position.task_id)
    if source == BY_DUE_DATE:
        key |= keys.task_due_date_key(user_id, position.due_date, position.task_id)
    elif source == BY_STATUS and query.status:
        key |= keys.task_status_key(user_id, query.status, position.task_id)
    return strings(key)


def position_of(last_evaluated_key: StoredItem, query: TaskQuery) -> TaskPosition:
    task_id = keys.task_id_of(text(last_evaluated_key, keys.SORT_KEY))
    due_date = (
        keys.due_date_of(text(last_evaluated_key, BY_DUE_DATE.sort_key))
        if query.sort.is_by_due_date
        else None
    )
    return TaskPosition(task_id, due_date)
