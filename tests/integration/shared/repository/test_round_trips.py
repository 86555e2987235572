"""What the requests of an operation read, and how many a long one makes; the API's own test counts each one's."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import batched
from typing import TYPE_CHECKING

import pytest

from tasklake.items import item_from_task
from tasklake.models import EPOCH, Revision, TaskPriority, TaskStatus, User
from tasklake.repository import TaskQuery, TaskSort
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]


@pytest.fixture
def put_tasks(store: Store, dynamodb: "DynamoDBClient", table_name: str, ada: User) -> Callable[..., None]:
    """Put many tasks straight into the table."""

    def put(count: int, **fields: object) -> None:
        items = [item_from_task(store.new_task(**fields)) for _ in range(count)]
        for batch in batched(items, 25, strict=False):
            dynamodb.batch_write_item(
                RequestItems={table_name: [{"PutRequest": {"Item": item}} for item in batch]}
            )

    return put


@pytest.fixture
def reads(dynamodb: "DynamoDBClient") -> Iterator[list[dict[str, object]]]:
    """The parameters of every GetItem and Query."""
    recorded: list[dict[str, object]] = []

    def record(params: dict[str, object], **_: object) -> None:
        recorded.append(params)

    events = ["provide-client-params.dynamodb.GetItem", "provide-client-params.dynamodb.Query"]
    for event in events:
        dynamodb.meta.events.register(event, record)
    yield recorded
    for event in events:
        dynamodb.meta.events.unregister(event, record)


def test_an_erasure_begins_in_one_request_and_goes_on_in_batches(
    store: Store, put_tasks: Callable[..., None], calls: list[str]
) -> None:
    put_tasks(26)
    calls.clear()
    store.users.begin_erasure("ada", request_id="x", expected=Revision(0, 1))
    store.users.begin_erasure("ada", request_id="x", expected=Revision(0, 1))
    assert calls == ["UpdateItem", "UpdateItem"]

    calls.clear()
    while store.erasure.remove_possessions("ada"):
        pass
    assert calls == ["GetItem", "Query", "BatchWriteItem", "BatchWriteItem", "GetItem", "Query"]

    calls.clear()
    store.erasure.complete("ada")
    assert calls == ["GetItem", "TransactWriteItems"]


@pytest.mark.parametrize(
    "query",
    [
        TaskQuery(status=frozenset({TaskStatus.PENDING})),
        TaskQuery(sort=TaskSort.DUE, due_before=date(2026, 4, 1), due_after=date(2026, 1, 1)),
        TaskQuery(sort=TaskSort.UPDATED_DESCENDING, updated_after=EPOCH),
    ],
)
def test_an_index_that_answers_alone_reads_one_task_more_than_asked_for(
    store: Store, put_tasks: Callable[..., None], reads: list[dict[str, object]], query: TaskQuery
) -> None:
    put_tasks(10, status=TaskStatus.COMPLETED, due_date=date(2027, 1, 1))
    put_tasks(3, due_date=date(2026, 2, 1))

    page = store.tasks.list_for_user("ada", query, limit=2)

    assert len(page.items) == 2
    assert [(read.get("Limit"), read.get("FilterExpression")) for read in reads] == [(3, None)]


def test_a_filtered_page_takes_four_queries_at_most(
    store: Store, put_tasks: Callable[..., None], calls: list[str]
) -> None:
    put_tasks(801)
    put_tasks(1, priority=TaskPriority.URGENT)
    query = TaskQuery(priority=frozenset({TaskPriority.URGENT}))
    calls.clear()

    short = store.tasks.list_for_user("ada", query, limit=25)
    assert (short.items, calls) == ((), ["Query"] * 4)
    assert short.next is not None

    rest = store.tasks.list_for_user("ada", query, limit=25, after=short.next)
    assert [task.priority for task in rest.items] == ["urgent"]
    assert rest.next is None
    assert calls == ["Query"] * 5


def test_large_tasks_fill_a_page_all_the_same(
    store: Store, put_tasks: Callable[..., None], calls: list[str]
) -> None:
    """A query ends at 1 MB (Amazon DynamoDB: Query, pagination), which is 62 tasks of this size."""
    put_tasks(101, description="🦆" * 4000)
    calls.clear()

    page = store.tasks.list_for_user("ada", TaskQuery(), limit=100)

    assert len(page.items) == 100
    assert page.next is not None
    assert calls == ["Query", "Query"]


def test_lists_by_creation_read_what_was_written_before(store: Store, reads: list[dict[str, object]]) -> None:
    store.add_task(priority=TaskPriority.LOW, due_date=date(2026, 3, 1))
    for query in (
        TaskQuery(),
        TaskQuery(priority=frozenset({TaskPriority.LOW}), due_after=date(2026, 3, 1)),
        TaskQuery(status=frozenset({TaskStatus.PENDING})),
        TaskQuery(sort=TaskSort.DUE),
        TaskQuery(sort=TaskSort.DUE_DESCENDING, status=frozenset({TaskStatus.PENDING})),
        TaskQuery(sort=TaskSort.UPDATED),
    ):
        store.tasks.list_for_user("ada", query, limit=25)

    assert [(read.get("IndexName"), read.get("ConsistentRead")) for read in reads] == [
        (None, True),
        (None, True),
        ("by_status", None),
        ("by_due_date", None),
        ("by_due_date", None),
        ("by_update", None),
    ]


def test_one_item_and_all_of_a_user_are_read_as_last_written(
    store: Store, reads: list[dict[str, object]]
) -> None:
    store.tasks.get("ada", store.add_task().id)
    store.users.get("ada")
    store.users.find_by_email("ada@example.org")
    store.tasks.export("ada", limit=25)

    assert [read.get("ConsistentRead") for read in reads] == [True] * 5


def test_an_erasure_sees_what_was_last_written(store: Store, reads: list[dict[str, object]]) -> None:
    store.add_task()
    store.mark_erasing("ada")

    store.erasure.remove_possessions("ada")
    store.erasure.complete("ada")

    assert [read.get("ConsistentRead") for read in reads] == [True] * 3
