"""What a delete is that does not come to its end: done, and all that is left of it can be cleared away."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tasklake.deletion import Deletion
from tasklake.errors import TaskExistsError, TaskNotFoundError, VersionMismatchError
from tasklake.models import Revision, Task, User
from tasklake.repository import TaskQuery, TaskSort
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, error
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type SortKeys = Callable[[], list[str]]

pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]

TASK_ID = "01957c0e-9a00-7000-8000-000000000001"
RECORD, TASK = f"DELETED#{TASK_ID}", f"TASK#{TASK_ID}"


@pytest.fixture
def sort_keys(dynamodb: "DynamoDBClient", table_name: str) -> SortKeys:
    """Everything in Ada's partition, but her profile."""

    def read() -> list[str]:
        items = dynamodb.scan(TableName=table_name)["Items"]
        names = [item["sk"].get("S", "") for item in items if item["pk"] == {"S": "USER#ada"}]
        return sorted(name for name in names if name != "PROFILE")

    return read


@pytest.fixture
def interrupted(store: Store, ada: User, answer: Answer) -> Task:
    """A task at version 1 whose delete failed behind its first step."""
    task = store.add_task(id=TASK_ID, description="With figures")
    store.tick()
    answer("BatchWriteItem", [error("InternalServerError")])
    store.tasks.remove("ada", task.id, request_id="deleting")
    return task


def test_the_tombstone_holds_nothing_personal_and_is_in_no_index_but_that_of_changes(
    dynamodb: "DynamoDBClient", table_name: str, interrupted: Task
) -> None:
    key = {"pk": {"S": "USER#ada"}, "sk": {"S": f"TASK#{interrupted.id}"}}
    assert dynamodb.get_item(TableName=table_name, Key=key).get("Item") == key | {
        "entity": {"S": "task"},
        "status": {"S": "pending"},
        "priority": {"S": "medium"},
        "created_at": {"N": "1772366400000"},
        "updated_at": {"N": "1772366401000"},
        "deleted_at": {"N": "1772366401000"},
        "expires_at": {"N": "1774958401"},
        "version": {"N": "2"},
        "generation": {"N": "0"},
        "request_id": {"S": "deleting"},
        "by_due_date_pk": {"S": "USER#ada"},
    }


@pytest.mark.usefixtures("interrupted")
def test_the_operator_hears_of_it(caplog: pytest.LogCaptureFixture) -> None:
    (record,) = (record for record in caplog.get_records("setup") if record.name.startswith("tasklake."))
    assert record.levelname == "WARNING"
    assert TASK_ID in record.message


def test_the_tombstone_is_no_task(store: Store, interrupted: Task) -> None:
    with pytest.raises(TaskNotFoundError):
        store.tasks.get("ada", TASK_ID)
    for expected in (None, Revision(0, 1), Revision(0, 2)):
        with pytest.raises(TaskNotFoundError):
            store.tasks.update("ada", TASK_ID, {}, request_id="deleting", expected=expected)
    with pytest.raises(TaskExistsError):
        store.tasks.add(interrupted)
    with pytest.raises(TaskExistsError):
        store.tasks.add(store.new_task(id=TASK_ID))


def test_an_export_tells_of_the_delete(store: Store, interrupted: Task) -> None:
    _, deletion = store.tasks.export("ada", limit=25).items
    assert isinstance(deletion, Deletion)
    assert (deletion.task_id, deletion.version) == (interrupted.id, 2)


@pytest.mark.parametrize("sort", list(TaskSort))
def test_lists_go_on_behind_the_tombstone(store: Store, interrupted: Task, sort: TaskSort) -> None:
    live = [store.add_task() for _ in range(3)]
    found: list[Task] = []
    page = store.tasks.list_for_user("ada", TaskQuery(sort=sort), limit=1)
    found += page.items
    while page.next:
        page = store.tasks.list_for_user("ada", TaskQuery(sort=sort), limit=1, after=page.next)
        found += page.items

    assert sorted(task.id for task in found) == [task.id for task in live]


@pytest.mark.parametrize("expected", [None, Revision(0, 1)])
def test_a_repetition_ends_what_was_interrupted(
    store: Store, interrupted: Task, sort_keys: SortKeys, expected: Revision | None
) -> None:
    assert sort_keys() == [TASK]

    store.tasks.remove("ada", interrupted.id, request_id="again", expected=expected)

    assert sort_keys() == [RECORD]


def test_a_tombstone_counts_for_as_long_as_a_record(store: Store, interrupted: Task) -> None:
    with pytest.raises(TaskNotFoundError):
        store.tasks.remove("ada", interrupted.id, request_id="again", expected=Revision(0, 2))

    store.tick(timedelta(days=30))
    with pytest.raises(TaskNotFoundError):
        store.tasks.remove("ada", interrupted.id, request_id="again")


def test_a_delete_whose_answer_is_lost_is_one_delete(
    store: Store, meanwhile: Meanwhile, sort_keys: SortKeys
) -> None:
    task = store.add_task(id=TASK_ID)
    meanwhile(
        "BatchWriteItem",
        lambda: store.tasks.remove("ada", task.id, request_id="again", expected=Revision(0, 1)),
    )

    store.tasks.remove("ada", task.id, request_id="deleting", expected=Revision(0, 1))

    assert sort_keys() == [RECORD]


def test_the_later_of_two_writers_meets_the_earlier(store: Store, meanwhile: Meanwhile) -> None:
    changed, deleted = store.add_task(), store.add_task()

    meanwhile("UpdateItem", lambda: store.tasks.update("ada", changed.id, {"title": "New"}, request_id="x"))
    with pytest.raises(VersionMismatchError):
        store.tasks.remove("ada", changed.id, request_id="deleting", expected=Revision(0, 1))

    meanwhile("UpdateItem", lambda: store.tasks.remove("ada", deleted.id, request_id="deleting"))
    with pytest.raises(TaskNotFoundError):
        store.tasks.update("ada", deleted.id, {"title": "New"}, request_id="x", expected=Revision(0, 1))


def test_an_erasure_takes_the_tombstone_too(store: Store, interrupted: Task, sort_keys: SortKeys) -> None:
    store.users.begin_erasure("ada", request_id="erasing")
    assert sort_keys() == [TASK]

    while store.erasure.remove_possessions("ada"):
        pass

    assert sort_keys() == []
