"""Walks through lists that grow meanwhile, by any filter, sort and page size, held against the list in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tasklake.deletion import Deletion
from tasklake.items import item_from_deletion, item_from_task
from tasklake.models import (
    MILLISECOND,
    Task,
    TaskDetails,
    TaskPriority,
    TaskStatus,
    create_task,
    label_set,
)
from tasklake.repository import Page, TaskPosition, TaskQuery, TaskSort, dynamodb_task_lists
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.lists import BY_UPDATE
from tests.in_memory.task_lists import in_places, list_tasks

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

    from tasklake.attributes import Item

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STATUSES = st.sampled_from([TaskStatus.PENDING, TaskStatus.COMPLETED])
PRIORITIES = st.sampled_from([TaskPriority.LOW, TaskPriority.HIGH])
LABELS = st.frozensets(st.sampled_from(["a", "b"]), min_size=1)
CATEGORIES = st.sampled_from(["", "home"])
DATES = st.dates(date(2026, 3, 1), date(2026, 3, 3))
# Of five filters at once nothing is left to walk through.
FILTERS = st.sets(
    st.sampled_from(
        [
            *("status", "priority", "category", "labels", "due_after", "due_before"),
            *("completed_after", "updated_after", "q"),
        ]
    ),
    max_size=3,
).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: values
            for name, values in (
                ("status", st.frozensets(STATUSES, min_size=1)),
                ("priority", st.frozensets(PRIORITIES, min_size=1)),
                ("category", CATEGORIES),
                ("labels", LABELS),
                ("q", st.just(frozenset({"e", "arger"}))),
                ("due_after", st.just(date(2026, 3, 2))),
                ("due_before", st.just(date(2026, 3, 2))),
                ("completed_after", st.just(NOW)),
                ("updated_after", st.just(NOW + MILLISECOND)),
            )
            if name in names
        }
    )
)


FIELDS = st.fixed_dictionaries(
    {
        "description": st.sampled_from([None, "\u00c4rger"]),
        "status": STATUSES,
        "priority": PRIORITIES,
        "category": CATEGORIES,
        "labels": st.none() | LABELS.map(label_set),
        "due_date": st.none() | DATES,
    }
)
# The last change, of few times so that many are tied, and whether it was the delete.
ADDITIONS = st.tuples(
    FIELDS, st.sampled_from([NOW, NOW + MILLISECOND]), st.sampled_from([False, False, True])
)

type Addition = tuple[TaskDetails, datetime, bool]


@pytest.fixture(autouse=True)
def small_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a query of a filtered page evaluate 2 items, so that a few tasks make short pages."""
    monkeypatch.setattr(dynamodb_task_lists, "FILTERED_READ", 2)


@pytest.fixture
def new_board(dynamodb: "DynamoDBClient", new_table: Callable[[], str]) -> Callable[[], "Board"]:
    return lambda: Board(dynamodb, new_table())


class Board:
    """The tasks of one user, in a table of their own."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self.tasks = DynamoDBTaskRepository(client, table_name)
        self.stored: list[Task] = []
        self._client = client
        self._table_name = table_name

    def put(self, added: list[Addition]) -> None:
        items: list[Item] = []
        for fields, changed_at, is_deleted in added:
            new = create_task(user_id="ada", title="New", now=NOW, request_id="add", **fields)
            task = replace(new, updated_at=changed_at)
            if is_deleted:
                items.append(item_from_deletion(deletion_of(task)))
            else:
                items.append(item_from_task(task))
                self.stored.append(task)
        if items:
            self._client.batch_write_item(
                RequestItems={self._table_name: [{"PutRequest": {"Item": item}} for item in items]}
            )

    def listed(self, query: TaskQuery) -> list[Task]:
        """Return what the list in memory holds, on one page."""
        return list(list_tasks(self.stored, query, limit=100, after=None).items)


def deletion_of(task: Task) -> Deletion:
    return Deletion(
        user_id=task.user_id,
        task_id=task.id,
        created_at=task.created_at,
        deleted_at=task.updated_at,
        version=2,
        request_id="delete",
    )


@settings(
    max_examples=settings().max_examples * 3 // 10,
    # The fixtures make tables and watch requests; nothing of an example stays in them.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    filters=FILTERS,
    sort=st.sampled_from(TaskSort),
    limit=st.integers(1, 6),
    at_first=st.lists(ADDITIONS, min_size=12, max_size=18),
    between_pages=st.lists(st.lists(ADDITIONS, max_size=2), max_size=6),
)
def test_nothing_is_missed_or_repeated_while_tasks_are_added(
    *,
    new_board: Callable[[], Board],
    calls: list[str],
    filters: dict[str, Any],
    sort: TaskSort,
    limit: int,
    at_first: list[Addition],
    between_pages: list[list[Addition]],
) -> None:
    query = TaskQuery(**filters, sort=sort)
    is_dropping = sort.order is BY_UPDATE or dynamodb_task_lists.plan_of("ada", query).is_filtered
    queries_per_page = 4 if is_dropping else 1
    board = new_board()
    board.put(at_first)
    there_throughout = board.listed(query)
    seen: list[Task] = []
    after: TaskPosition | None = None
    for added in [*between_pages, *[[]] * 30]:
        calls.clear()
        page = board.tasks.list_for_user("ada", query, limit=limit, after=after)
        assert 1 <= calls.count("Query") <= queries_per_page
        assert len(page.items) <= limit
        assert calls.count("GetItem") == (page == Page((), None) and after is None)
        seen += page.items
        after = page.next
        if after is None:
            break
        event("short page" if len(page.items) < limit else "full page")
        board.put(added)

    assert after is None
    kept = [task for task in seen if task in there_throughout]
    assert in_places(kept, query) == in_places(there_throughout, query)
    once = [task for task in board.listed(query) if task in seen]
    assert in_places(seen, query) == in_places(once, query)
