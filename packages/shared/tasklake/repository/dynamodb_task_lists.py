"""Pages of a user's tasks: which index answers a query, and how many queries a page may take."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import Item, StoredItem, integer, moment, number, string, strings, text
from tasklake.items import TASK_ITEMS, is_tombstone, task_from_item
from tasklake.keys import Index
from tasklake.models import Task, from_epoch_milliseconds
from tasklake.repository import Page, TaskPosition, TaskQuery
from tasklake.repository.lists import BY_DUE_DATE, BY_UPDATE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef

QUERIES_PER_PAGE: Final = 4
"""What a page may cost; a filtered one that has not found enough by then is short, not last."""

FILTERED_READ: Final = 200
"""Items one query of a filtered page evaluates at the most."""

PROJECTED: Final = {f"#{name}": name for name in (*TASK_ITEMS.attributes, keys.DELETED_AT)}
"""What a list needs of an item: the keys of indexes are a third of the answer."""

PROJECTION: Final = ",".join(PROJECTED)


def list_tasks(
    client: "DynamoDBClient",
    table_name: str,
    user_id: str,
    query: TaskQuery,
    *,
    limit: int,
    after: TaskPosition | None,
) -> Page[Task, TaskPosition]:
    """Return up to `limit` tasks behind `after`; the list by creation reads strongly consistent, but with one status."""
    if query.crossed_bounds:
        # DynamoDB refuses a range whose ends are the wrong way round.
        return Page((), None)
    plan = plan_of(user_id, query)
    found: list[Task] = []
    position = after
    # An unfiltered page takes a second query only where its tasks exceed the 1 MB of one, or where deleted ones are passed over.
    for _ in range(QUERIES_PER_PAGE):
        request: QueryInputTypeDef = {
            **plan.parameters(table_name),
            # One more than asked for tells whether the list goes on.
            "Limit": FILTERED_READ if plan.is_filtered else limit + 1 - len(found),
        }
        if position:
            request["ExclusiveStartKey"] = plan.start_key(user_id, position)
        response = client.query(**request)
        # The index by update holds what stays of deleted tasks, the table a tombstone that a delete has failed to take away.
        tasks = [task_from_item(item) for item in response["Items"] if not is_tombstone(item)]
        found += filter(query.finds, tasks)
        if len(found) > limit:
            last = found[limit - 1]
            return Page(tuple(found[:limit]), query.sort.position_of(last))
        if "LastEvaluatedKey" not in response:
            return Page(tuple(found), None)
        position = plan.position_of(response["LastEvaluatedKey"])
    return Page(tuple(found), position)


@dataclass(slots=True)
class QueryPlan:
    """The Query parameters of one list, put together term by term; without an index it reads the table."""

    index: Index | None
    is_ordered: bool
    is_descending: bool
    is_searched: bool
    partition: str = ""
    names: dict[str, str] = field(default_factory=dict[str, str])
    values: Item = field(default_factory=dict[str, "AttributeValue"])
    key_conditions: list[str] = field(default_factory=list[str])
    filters: list[str] = field(default_factory=list[str])

    @property
    def is_filtered(self) -> bool:
        """Whether items are read that the page drops: DynamoDB compares texts as they are, so it cannot search."""
        return self.is_searched or bool(self.filters)

    def parameters(self, table_name: str) -> "QueryInputTypeDef":
        parameters: QueryInputTypeDef = {
            "TableName": table_name,
            "KeyConditionExpression": " AND ".join(self.key_conditions),
            "ExpressionAttributeNames": PROJECTED | self.names,
            "ProjectionExpression": PROJECTION,
            "ExpressionAttributeValues": self.values,
            "ScanIndexForward": not self.is_descending,
        }
        if self.index:
            parameters["IndexName"] = self.index.name
        else:
            parameters["ConsistentRead"] = True
        if self.filters:
            parameters["FilterExpression"] = " AND ".join(self.filters)
        return parameters

    def start_key(self, user_id: str, position: TaskPosition) -> Item:
        """Return the ExclusiveStartKey of a position, always inside the partition of `user_id`."""
        key = strings(keys.change_key(user_id, position.task_id, is_record=position.is_record))
        if self.index:
            key[self.index.partition_key] = string(self.partition)
            key[self.index.sort_key] = self.sort_key(self.index, position)
        return key

    def sort_key(self, index: Index, position: TaskPosition) -> "AttributeValue":
        if not self.is_ordered:
            return string(position.task_id)
        if index.sort_type == "N":
            return number(int(position.place))
        return string(keys.placed(position.place, position.task_id))

    def position_of(self, last_evaluated_key: StoredItem) -> TaskPosition:
        task_id, is_record = keys.changed_task_of(text(last_evaluated_key, keys.SORT_KEY))
        if not self.index or not self.is_ordered:
            return TaskPosition(task_id)
        if self.index.sort_type == "N":
            time = from_epoch_milliseconds(integer(last_evaluated_key, self.index.sort_key))
            return TaskPosition(task_id, keys.moment_place(time), is_record)
        return TaskPosition(task_id, keys.place_of(text(last_evaluated_key, self.index.sort_key)))

    def equal(self, name: str, value: str) -> str:
        self.names[f"#{name}"], self.values[f":{name}"] = name, {"S": value}
        return f"#{name} = :{name}"

    def compared(self, name: str, sign: str, bound: "AttributeValue") -> str:
        placeholder = f":bound_{len(self.values)}"
        self.names[f"#{name}"], self.values[placeholder] = name, bound
        return f"#{name} {sign} {placeholder}"

    def equal_or_absent(self, name: str, value: str) -> str:
        return f"({self.equal(name, value)} OR attribute_not_exists(#{name}))"

    def one_of(self, name: str, choices: Collection[str]) -> str:
        self.names[f"#{name}"] = name
        values = {f":{name}_{choice}": string(choice) for choice in choices}
        self.values |= values
        return f"#{name} IN ({', '.join(values)})"

    def each_contained(self, name: str, members: Collection[str]) -> list[str]:
        self.names[f"#{name}"] = name
        values = {f":{name}_{number}": string(member) for number, member in enumerate(sorted(members))}
        self.values |= values
        return [f"contains(#{name}, {placeholder})" for placeholder in values]

    def between(self, name: str, first: "AttributeValue", last: "AttributeValue") -> str:
        self.names[f"#{name}"] = name
        self.values[f":{name}_first"], self.values[f":{name}_last"] = first, last
        return f"#{name} BETWEEN :{name}_first AND :{name}_last"


def plan_of(user_id: str, query: TaskQuery) -> QueryPlan:
    """Return the query that reads the fewest items for what is asked, in one order whatever is asked."""
    order = query.sort.order
    # The index holds each status by itself: of several, one walk over the table keeps the order.
    status = next(iter(query.status)) if query.status and len(query.status) == 1 else None
    index = order.index if order else keys.BY_STATUS if status else None
    plan = QueryPlan(
        index,
        is_ordered=order is not None,
        is_descending=query.sort.is_descending,
        is_searched=query.q is not None,
    )
    if index:
        partition = keys.attribute_of(keys.TASK_KEYS, index.partition_key)
        known = {"user_id": user_id, "status": status}
        plan.partition = partition.text(*[known[name] for name in partition.fields])
        plan.key_conditions = [plan.equal(index.partition_key, plan.partition)]
    else:
        first, last = keys.TASK_PREFIX, keys.task_sort_key(keys.AFTER_ANY_ID)
        plan.key_conditions = [
            plan.equal(keys.PARTITION_KEY, keys.user_partition(user_id)),
            plan.between(keys.SORT_KEY, string(first), string(last)),
        ]
    if query.due_range:
        first, last = map(string, query.due_range)
        if order is BY_DUE_DATE:
            plan.key_conditions.append(plan.between(BY_DUE_DATE.index.sort_key, first, last))
        else:
            plan.filters.append(plan.between("due_date", first, last))
    if query.status and index is not keys.BY_STATUS:
        plan.filters.append(plan.one_of("status", query.status))
    if query.priority:
        plan.filters.append(plan.one_of("priority", query.priority))
    if query.category is not None:
        matches = plan.equal if query.category else plan.equal_or_absent
        plan.filters.append(matches("category", query.category))
    if query.labels:
        plan.filters += plan.each_contained("labels", query.labels)
    add_times(plan, query)
    return plan


def add_times(plan: QueryPlan, query: TaskQuery) -> None:
    if query.completed_after:
        plan.filters.append(plan.compared("completed_at", ">=", moment(query.completed_after)))
    if query.completed_before:
        plan.filters.append(plan.compared("completed_at", "<=", moment(query.completed_before)))
    if query.updated_after:
        conditions = plan.key_conditions if query.sort.order is BY_UPDATE else plan.filters
        conditions.append(plan.compared("updated_at", ">=", moment(query.updated_after)))
