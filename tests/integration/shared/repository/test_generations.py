"""What a restore of the table changes for what is written from then on, whatever stores it."""

from typing import TYPE_CHECKING

import pytest

from tasklake.errors import VersionMismatchError
from tasklake.models import Revision, User, UserChanges
from tests.integration.shared.repository.other_writers import Answer, error
from tests.integration.shared.repository.store import Store, in_dynamodb, in_memory

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.usefixtures("ada")

STORED = Revision(0, 1)
OF_ANOTHER_GENERATION = Revision(1, 1)


@pytest.fixture
def restored(store: Store, implementation: str, dynamodb: "DynamoDBClient", table_name: str) -> Store:
    """The same items, in a table that has been restored once."""
    if implementation == "in_memory":
        return in_memory(store.clock, generation=1, items_of=store)
    return in_dynamodb(dynamodb, table_name, store.clock, generation=1)


def test_a_new_profile_has_the_tables_generation(store: Store, restored: Store) -> None:
    added = restored.add_user("bob")

    assert added.revision == Revision(1, 1)
    assert restored.users.get("bob") == added


@pytest.mark.parametrize("changes", [UserChanges(name="Countess"), UserChanges(email="new@example.org")])
def test_a_changed_profile_moves_to_the_tables_generation(restored: Store, changes: UserChanges) -> None:
    changed = restored.users.update("ada", changes, request_id="x", expected=STORED)

    assert changed.revision == Revision(1, 2)
    assert restored.users.get("ada") == changed


@pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)
def test_a_tombstone_has_the_tables_generation(
    store: Store, restored: Store, answer: Answer, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    task = store.add_task()
    # The delete ends behind its first step, or nothing but the stream would show the tombstone.
    answer("BatchWriteItem", [error("InternalServerError")])

    restored.tasks.remove("ada", task.id, request_id="deleting", expected=STORED)

    key = {"pk": {"S": "USER#ada"}, "sk": {"S": f"TASK#{task.id}"}}
    tombstone = dynamodb.get_item(TableName=table_name, Key=key).get("Item", {})
    assert (tombstone.get("generation"), tombstone.get("version")) == ({"N": "1"}, {"N": "2"})


def test_a_marked_profile_moves_to_the_tables_generation(restored: Store) -> None:
    marked = restored.users.begin_erasure("ada", request_id="erasing", expected=STORED)

    assert marked.revision == Revision(1, 2)
    assert restored.users.get("ada") == marked


def test_an_erasure_that_continues_moves_its_profile_to_the_tables_generation(
    store: Store,
    restored: Store,
) -> None:
    marked = store.users.begin_erasure("ada", request_id="erasing")

    restored.erasure.continue_later("ada", marked.revision)

    assert restored.users.get("ada").revision == Revision(1, 3)


def test_the_same_version_of_another_generation_is_another_version_of_a_profile(
    store: Store, ada: User
) -> None:
    for changes in (UserChanges(name="Lost"), UserChanges(email="lost@example.org")):
        with pytest.raises(VersionMismatchError) as caught:
            store.users.update("ada", changes, request_id="x", expected=OF_ANOTHER_GENERATION)
        assert caught.value.current == STORED
    with pytest.raises(VersionMismatchError):
        store.users.begin_erasure("ada", request_id="x", expected=OF_ANOTHER_GENERATION)

    assert store.users.get("ada") == ada
