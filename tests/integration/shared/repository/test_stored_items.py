"""What lies in the table after a write, read raw and spelled out."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tasklake.idempotency import IdempotencyKey
from tasklake.models import TaskPriority, TaskStatus, UserChanges
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type RawRead = Callable[[str, str], object]

pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]

TASK_ID = "01957c0e-9a00-7000-8000-000000000001"
STORED_TASK = {
    "pk": {"S": "USER#ada"},
    "sk": {"S": "TASK#01957c0e-9a00-7000-8000-000000000001"},
    "entity": {"S": "task"},
    "by_status_pk": {"S": "USER#ada#TASK#pending"},
    "by_status_sk": {"S": "01957c0e-9a00-7000-8000-000000000001"},
    "by_due_date_pk": {"S": "USER#ada"},
    "by_due_date_sk": {"S": "9999-99-99#01957c0e-9a00-7000-8000-000000000001"},
    "title": {"S": "Write the report"},
    "status": {"S": "pending"},
    "priority": {"S": "medium"},
    "created_at": {"N": "1772366400000"},
    "updated_at": {"N": "1772366400000"},
    "version": {"N": "1"},
    "generation": {"N": "0"},
    "request_id": {"S": "adding"},
}
STORED_PROFILE = {
    "pk": {"S": "USER#ada"},
    "sk": {"S": "PROFILE"},
    "entity": {"S": "user"},
    "by_status_pk": {"S": "PROFILE#active"},
    "by_status_sk": {"S": "2026-03-01T12:00:00.000+00:00#ada"},
    "email": {"S": "ada@example.org"},
    "name": {"S": "Ada"},
    "status": {"S": "active"},
    "created_at": {"N": "1772366400000"},
    "updated_at": {"N": "1772366400000"},
    "version": {"N": "1"},
    "generation": {"N": "0"},
    "request_id": {"S": "adding"},
}


@pytest.fixture
def read(dynamodb: "DynamoDBClient", table_name: str) -> RawRead:
    """Read one item by its raw key; None where there is none."""

    def get(pk: str, sk: str) -> object:
        response = dynamodb.get_item(TableName=table_name, Key={"pk": {"S": pk}, "sk": {"S": sk}})
        return response.get("Item")

    return get


def test_a_task_with_the_least_there_is(store: Store, read: RawRead) -> None:
    store.add_task(id=TASK_ID)

    assert read("USER#ada", f"TASK#{TASK_ID}") == STORED_TASK


def test_a_task_with_everything(store: Store, read: RawRead) -> None:
    store.add_task(id=TASK_ID)
    store.tick()

    store.tasks.update(
        "ada",
        TASK_ID,
        {
            "title": "Rewrite the report",
            "description": "With figures",
            "status": TaskStatus.COMPLETED,
            "priority": TaskPriority.URGENT,
            "category": "",
            "labels": ("home", "urgent"),
            "due_date": date(2026, 3, 31),
        },
        request_id="changing",
    )

    assert read("USER#ada", f"TASK#{TASK_ID}") == STORED_TASK | {
        "by_status_pk": {"S": "USER#ada#TASK#completed"},
        "by_due_date_sk": {"S": "2026-03-31#01957c0e-9a00-7000-8000-000000000001"},
        "title": {"S": "Rewrite the report"},
        "description": {"S": "With figures"},
        "status": {"S": "completed"},
        "priority": {"S": "urgent"},
        "category": {"S": ""},
        "labels": {"L": [{"S": "home"}, {"S": "urgent"}]},
        "due_date": {"S": "2026-03-31"},
        "completed_at": {"N": "1772366401000"},
        "updated_at": {"N": "1772366401000"},
        "version": {"N": "2"},
        "request_id": {"S": "changing"},
    }


def test_what_is_cleared_leaves_no_attribute(store: Store, read: RawRead) -> None:
    store.add_task(
        id=TASK_ID,
        description="With figures",
        category="finance",
        labels=("home",),
        due_date=date(2026, 3, 31),
        status=TaskStatus.COMPLETED,
    )

    store.tasks.update(
        "ada",
        TASK_ID,
        {
            "description": None,
            "category": None,
            "labels": None,
            "due_date": None,
            "status": TaskStatus.PENDING,
        },
        request_id="adding",
    )

    assert read("USER#ada", f"TASK#{TASK_ID}") == STORED_TASK | {"version": {"N": "2"}}


def test_a_removed_task_leaves_a_record_without_personal_data(store: Store, read: RawRead) -> None:
    store.add_task(id=TASK_ID)
    store.tick()

    store.tasks.remove("ada", TASK_ID, request_id="deleting")

    assert read("USER#ada", f"TASK#{TASK_ID}") is None
    assert read("USER#ada", f"DELETED#{TASK_ID}") == {
        "pk": {"S": "USER#ada"},
        "sk": {"S": f"DELETED#{TASK_ID}"},
        "entity": {"S": "deletion"},
        "task_id": {"S": TASK_ID},
        "by_due_date_pk": {"S": "USER#ada"},
        "updated_at": {"N": "1772366401000"},
        "created_at": {"N": "1772366400000"},
        "deleted_at": {"N": "1772366401000"},
        "version": {"N": "2"},
        "request_id": {"S": "deleting"},
        "expires_at": {"N": "1774958401"},
    }


def test_a_profile_and_its_claim(read: RawRead) -> None:
    assert read("USER#ada", "PROFILE") == STORED_PROFILE
    assert read("EMAIL#ada@example.org", "EMAIL") == {
        "pk": {"S": "EMAIL#ada@example.org"},
        "sk": {"S": "EMAIL"},
        "entity": {"S": "email"},
        "user_id": {"S": "ada"},
    }


@pytest.mark.parametrize("email", ["new@example.org", " NEW@example.org"])
def test_a_moved_claim(store: Store, read: RawRead, email: str) -> None:
    store.tick()
    store.users.update("ada", {"email": email}, request_id="changing")

    assert read("USER#ada", "PROFILE") == STORED_PROFILE | {
        "email": {"S": "new@example.org"},
        "updated_at": {"N": "1772366401000"},
        "version": {"N": "2"},
        "request_id": {"S": "changing"},
    }
    assert read("EMAIL#ada@example.org", "EMAIL") is None
    assert read("EMAIL#new@example.org", "EMAIL") == {
        "pk": {"S": "EMAIL#new@example.org"},
        "sk": {"S": "EMAIL"},
        "entity": {"S": "email"},
        "user_id": {"S": "ada"},
    }


def test_the_record_of_a_request(store: Store, read: RawRead) -> None:
    store.tasks.add(store.new_task(id=TASK_ID), key=IdempotencyKey("key/1 #", "0a1b2c"))

    assert read("USER#ada", f"TASK#{TASK_ID}") == STORED_TASK
    assert read("USER#ada", "IDEMPOTENCY#key/1 #") == {
        "pk": {"S": "USER#ada"},
        "sk": {"S": "IDEMPOTENCY#key/1 #"},
        "entity": {"S": "idempotency"},
        "fingerprint": {"S": "0a1b2c"},
        "task_id": {"S": "01957c0e-9a00-7000-8000-000000000001"},
        "request_id": {"S": "adding"},
        "created_at": {"N": "1772366400000"},
        "expires_at": {"N": "1772452800"},
    }


def test_a_profile_marked_for_erasure_keeps_its_place_in_another_list(store: Store, read: RawRead) -> None:
    store.tick()
    store.users.begin_erasure("ada", request_id="erasing")

    assert read("USER#ada", "PROFILE") == STORED_PROFILE | {
        "by_status_pk": {"S": "PROFILE#erasing"},
        "status": {"S": "erasing"},
        "updated_at": {"N": "1772366401000"},
        "version": {"N": "2"},
        "request_id": {"S": "erasing"},
    }


def test_an_erased_user_leaves_one_item_without_personal_data(
    store: Store, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    store.tasks.add(store.new_task(), key=IdempotencyKey("key", "0a1b2c"))
    store.tasks.add(deleted := store.new_task())
    store.tasks.remove("ada", deleted.id, request_id="deleting")
    store.users.begin_erasure("ada", request_id="erasing")
    store.erasure.remove_possessions("ada")
    store.erasure.complete("ada")

    assert dynamodb.scan(TableName=table_name)["Items"] == [
        {
            "pk": {"S": "USER#ada"},
            "sk": {"S": "ERASED"},
            "entity": {"S": "erased"},
            "erased_at": {"N": "1772366400000"},
            "expires_at": {"N": "1772539200"},
        }
    ]


@pytest.mark.parametrize("changes", [{"name": "Countess"}, {"email": "new@example.org"}], ids=str)
def test_an_attribute_this_release_does_not_know_outlives_an_update(
    store: Store, dynamodb: "DynamoDBClient", table_name: str, read: RawRead, changes: UserChanges
) -> None:
    dynamodb.update_item(
        TableName=table_name,
        Key={"pk": {"S": "USER#ada"}, "sk": {"S": "PROFILE"}},
        UpdateExpression="SET #locale = :locale",
        ExpressionAttributeNames={"#locale": "locale"},
        ExpressionAttributeValues={":locale": {"S": "en"}},
    )

    store.users.update("ada", changes, request_id="x")

    profile = read("USER#ada", "PROFILE")
    assert isinstance(profile, dict)
    assert profile["locale"] == {"S": "en"}
