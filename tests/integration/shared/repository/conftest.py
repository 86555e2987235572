"""Both implementations over the same clock: one in memory, one in a table that moto keeps in this process."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from botocore.model import OperationModel
from moto import mock_aws

from tasklake.models import User
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, interrupter, scripted_answers
from tests.integration.shared.repository.request_rules import checked_client
from tests.integration.shared.repository.store import StandingClock, Store, in_dynamodb, in_memory
from tests.integration.tasks_table import table_factory

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.fixture(params=["in_memory", "dynamodb"])
def implementation(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        yield checked_client()


@pytest.fixture(scope="module")
def new_table(dynamodb: "DynamoDBClient") -> Callable[[], str]:
    return table_factory(dynamodb)


@pytest.fixture
def table_name(new_table: Callable[[], str]) -> str:
    return new_table()


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


@pytest.fixture
def answer(dynamodb: "DynamoDBClient") -> Iterator[Answer]:
    with scripted_answers(dynamodb) as queue:
        yield queue


@pytest.fixture
def meanwhile(dynamodb: "DynamoDBClient") -> Meanwhile:
    return interrupter(dynamodb)
