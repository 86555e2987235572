"""Both implementations over the same clock: one in memory, one in a table that moto keeps in this process."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from botocore.model import OperationModel

from tasklake.models import User
from tests.integration.shared.repository.store import StandingClock, Store, in_dynamodb, in_memory

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.fixture(params=["in_memory", "dynamodb"])
def implementation(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def store(implementation: str, dynamodb: "DynamoDBClient", table_name: str) -> Store:
    clock = StandingClock()
    return in_memory(clock) if implementation == "in_memory" else in_dynamodb(dynamodb, table_name, clock)


@pytest.fixture
def ada(store: Store) -> User:
    return store.add_user("ada")


@pytest.fixture
def calls(dynamodb: "DynamoDBClient") -> Iterator[list[str]]:
    """The operations that DynamoDB was asked for since the fixture was set up, until cleared."""
    names: list[str] = []

    def record(model: OperationModel, **_: object) -> None:
        names.append(model.name)

    dynamodb.meta.events.register("provide-client-params.dynamodb", record)
    yield names
    dynamodb.meta.events.unregister("provide-client-params.dynamodb", record)
