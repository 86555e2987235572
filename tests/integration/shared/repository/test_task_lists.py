"""Orders, filters and pages of a user's tasks, whatever stores them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tasklake.models import EPOCH, MILLISECOND, Task, TaskPriority, TaskStatus, User
from tasklake.repository import TaskPosition, TaskQuery, TaskRepository, TaskSort
from tests.integration.shared.repository.store import Store

PENDING, IN_PROGRESS, COMPLETED = TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED
LOW, HIGH = TaskPriority.LOW, TaskPriority.HIGH
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

# By creation; the titles are what the expectations name.
TASKS = [
    ("a", PENDING, LOW, None, date(2026, 3, 5), None),
    ("b", COMPLETED, HIGH, "home", None, NOON),
    ("c", PENDING, HIGH, "home", date(2026, 3, 1), None),
    ("d", IN_PROGRESS, LOW, "", date(2026, 3, 5), None),
    ("e", PENDING, HIGH, None, None, None),
    ("f", PENDING, LOW, "home", date(9999, 12, 31), None),
    ("g", COMPLETED, LOW, "work", date(2026, 3, 2), NOON + MILLISECOND),
    ("h", PENDING, HIGH, "work", date(2026, 3, 5), None),
]

# By the last change, a millisecond apart; the first is as old as what the tests write.
UPDATED = "ecahgdfb"
LABELS = {"b": ("home", "home office"), "d": ("Home",), "f": ("home",), "g": ("a.*", "home", "home office")}
DESCRIPTIONS = {"b": "Zoë's résumé", "f": "the resume\n\tof ZOE", "h": "RE\u0301SUME\u0301 100%"}

CASES = [
    (TaskQuery(), "abcdefgh", "cgadhfbe"),
    (TaskQuery(status=frozenset({PENDING})), "acefh", "cahfe"),
    (TaskQuery(status=frozenset({COMPLETED})), "bg", "gb"),
    (TaskQuery(status=frozenset({TaskStatus.CANCELLED})), "", ""),
    (TaskQuery(priority=frozenset({HIGH})), "bceh", "chbe"),
    (TaskQuery(category="home"), "bcf", "cfb"),
    (TaskQuery(category=""), "ade", "ade"),
    (TaskQuery(status=frozenset({IN_PROGRESS, COMPLETED})), "bdg", "gdb"),
    (TaskQuery(priority=frozenset({TaskPriority.URGENT, LOW})), "adfg", "gadf"),
    (TaskQuery(labels=frozenset({"home"})), "bfg", "gfb"),
    (TaskQuery(labels=frozenset({"home office", "home"})), "bg", "gb"),
    (TaskQuery(labels=frozenset({"hom"})), "", ""),
    (TaskQuery(q=frozenset({"resum"})), "bfh", "hfb"),
    (TaskQuery(q=frozenset({"zoe", "resume"})), "bf", "fb"),
    (TaskQuery(q=frozenset({"r.*"})), "", ""),
    (TaskQuery(completed_after=NOON), "bg", "gb"),
    (TaskQuery(completed_after=NOON + MILLISECOND), "g", "g"),
    (TaskQuery(completed_before=NOON), "b", "b"),
    (TaskQuery(completed_before=EPOCH - MILLISECOND), "", ""),
    (TaskQuery(completed_after=NOON, completed_before=NOON - MILLISECOND), "", ""),
    (TaskQuery(updated_after=NOON), "abcdefgh", "cgadhfbe"),
    (TaskQuery(updated_after=NOON + 3 * MILLISECOND), "bdfgh", "gdhfb"),
    (TaskQuery(updated_after=NOON + 8 * MILLISECOND), "", ""),
    (TaskQuery(due_after=date(2026, 3, 2)), "adfgh", "gadhf"),
    (TaskQuery(due_before=date(2026, 3, 5)), "acdgh", "cgadh"),
    (TaskQuery(due_after=date(2026, 3, 2), due_before=date(2026, 3, 4)), "g", "g"),
    (TaskQuery(due_after=date(2026, 3, 5), due_before=date(2026, 3, 5)), "adh", "adh"),
    (TaskQuery(due_after=date(2026, 3, 6), due_before=date(2026, 3, 5)), "", ""),
    (TaskQuery(due_after=date.min, due_before=date.max), "acdfgh", "cgadhf"),
    (TaskQuery(status=frozenset({PENDING}), due_before=date(2026, 3, 5)), "ach", "cah"),
]


@pytest.fixture(autouse=True)
def owner(store: Store) -> User:
    return store.add_user("ada")


@pytest.fixture
def board(store: Store) -> dict[str, Task]:
    """The tasks of the list above under their titles."""
    return {
        title: store.add_task(
            title=title,
            status=status,
            priority=priority,
            category=category,
            labels=LABELS.get(title),
            description=DESCRIPTIONS.get(title),
            due_date=due_date,
            completed_at=completed_at,
            updated_at=NOON + UPDATED.index(title) * MILLISECOND,
        )
        for title, status, priority, category, due_date, completed_at in TASKS
    }


def pages(tasks: TaskRepository, query: TaskQuery, limit: int) -> list[str]:
    """Return the titles on each page up to the end of the list, those of a page as one string."""
    found: list[str] = []
    after: TaskPosition | None = None
    while len(found) <= len(TASKS):
        page = tasks.list_for_user("ada", query, limit=limit, after=after)
        found.append("".join(task.title for task in page.items))
        if page.next is None:
            return found
        after = page.next
    pytest.fail(f"The list never ends: {found}")


def chunks(titles: str, limit: int) -> list[str]:
    return [titles[start : start + limit] for start in range(0, max(len(titles), 1), limit)]


@pytest.mark.parametrize(("query", "by_creation", "by_due_date"), CASES)
def test_every_order_of_every_filter_comes_in_full_pages(
    store: Store, board: dict[str, Task], query: TaskQuery, by_creation: str, by_due_date: str
) -> None:
    by_update = "".join(title for title in UPDATED if title in by_creation)
    orders = {
        TaskSort.CREATED: by_creation,
        TaskSort.CREATED_DESCENDING: by_creation[::-1],
        TaskSort.DUE: by_due_date,
        TaskSort.DUE_DESCENDING: by_due_date[::-1],
        TaskSort.UPDATED: by_update,
        TaskSort.UPDATED_DESCENDING: by_update[::-1],
    }
    for sort, titles in orders.items():
        for limit in (1, 25) if sort.is_descending else (2, 3):
            assert pages(store.tasks, replace(query, sort=sort), limit) == chunks(titles, limit), (
                sort,
                limit,
            )


def test_a_list_never_leaves_its_user(store: Store, board: dict[str, Task]) -> None:
    store.add_user("ada#TASK")
    store.add_task("ada#TASK", title="x", due_date=date(2026, 3, 1))

    for sort in TaskSort:
        for status in (None, frozenset({PENDING})):
            query = TaskQuery(sort=sort, status=status)
            assert [t.title for t in store.tasks.list_for_user("ada#TASK", query, limit=25).items] == ["x"]
            assert store.tasks.list_for_user("ad", query, limit=25).items == ()
            assert "x" not in pages(store.tasks, query, 25)[0]


FIRST_THREE = [
    (TaskQuery(), "abc", "defgh"),
    (TaskQuery(sort=TaskSort.CREATED_DESCENDING), "hgf", "edcba"),
    (TaskQuery(sort=TaskSort.DUE), "cga", "dhfbe"),
    (TaskQuery(sort=TaskSort.DUE_DESCENDING), "ebf", "hdagc"),
    (TaskQuery(status=frozenset({PENDING})), "ace", "fh"),
    (TaskQuery(priority=frozenset({HIGH})), "bce", "h"),
    (TaskQuery(due_before=date(2026, 3, 5), sort=TaskSort.DUE), "cga", "dh"),
    (TaskQuery(due_before=date(2026, 3, 5), sort=TaskSort.DUE_DESCENDING), "hda", "gc"),
    (TaskQuery(sort=TaskSort.UPDATED), "eca", "hgdfb"),
    (TaskQuery(sort=TaskSort.UPDATED_DESCENDING), "bfd", "ghace"),
    (TaskQuery(updated_after=NOON + 3 * MILLISECOND, sort=TaskSort.UPDATED), "hgd", "fb"),
    (TaskQuery(updated_after=NOON + 3 * MILLISECOND, sort=TaskSort.UPDATED_DESCENDING), "bfd", "gh"),
]


@pytest.mark.parametrize(("query", "first", "rest"), FIRST_THREE)
def test_a_list_goes_on_behind_a_task_that_is_gone(
    store: Store, board: dict[str, Task], query: TaskQuery, first: str, rest: str
) -> None:
    page = store.tasks.list_for_user("ada", query, limit=3)
    store.tasks.remove("ada", board[first[-1]].id, request_id="deleting")

    behind = store.tasks.list_for_user("ada", query, limit=25, after=page.next)

    assert "".join(task.title for task in page.items) == first
    assert "".join(task.title for task in behind.items) == rest


@pytest.mark.parametrize(("query", "first", "rest"), FIRST_THREE)
def test_a_list_goes_on_behind_a_task_that_moved(
    store: Store, board: dict[str, Task], query: TaskQuery, first: str, rest: str
) -> None:
    page = store.tasks.list_for_user("ada", query, limit=3)
    elsewhere = board[first[-1]].id
    store.tasks.update("ada", elsewhere, {"status": TaskStatus.CANCELLED, "due_date": None}, request_id="x")

    behind = store.tasks.list_for_user("ada", query, limit=25, after=page.next)

    assert "".join(task.title for task in behind.items if task.id != elsewhere) == rest
