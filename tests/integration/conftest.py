from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pytest
from moto import mock_aws

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tests.integration.concurrent_requests import one_request_at_a_time
from tests.integration.lake.emptied_lake import EmptiedLake
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, interrupter, scripted_answers
from tests.integration.shared.repository.request_rules import checked_client
from tests.integration.tasks_table import create_tasks_table
from tests.local_emulator import emulator_in

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLES: Final = count(1)


@pytest.fixture(scope="session", autouse=True)
def moto_takes_turns() -> Iterator[None]:
    with one_request_at_a_time():
        yield


@pytest.fixture(scope="module")
def dynamodb() -> "Iterator[DynamoDBClient]":
    """DynamoDB as moto keeps it in this process, for the tests of a file; each makes a table of its own."""
    with mock_aws():
        yield checked_client()


@pytest.fixture(scope="module")
def new_table(dynamodb: "DynamoDBClient") -> Callable[[], str]:
    """Return a function that makes one more table and returns its name, which no other has."""

    def create() -> str:
        name = f"tasks-{next(TABLES)}"
        create_tasks_table(dynamodb, name)
        return name

    return create


@pytest.fixture
def table_name(new_table: Callable[[], str]) -> str:
    return new_table()


@pytest.fixture
def answer(dynamodb: "DynamoDBClient") -> Iterator[Answer]:
    with scripted_answers(dynamodb) as queue:
        yield queue


@pytest.fixture
def meanwhile(dynamodb: "DynamoDBClient") -> Meanwhile:
    return interrupter(dynamodb)


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator for the whole run: each test keeps to names of its own."""
    with emulator_in(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture(scope="session")
def session(emulator: Emulator) -> EmulatorSession:
    return emulator.session()


@pytest.fixture(scope="session")
def emptied_lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> EmptiedLake:
    name = f"lake{uuid4().hex[:12]}"
    return EmptiedLake(realize_lake(name, session, tmp_path_factory.mktemp(name)))


@pytest.fixture
def lake(emptied_lake: EmptiedLake, tmp_path: Path) -> Lake:
    """An empty lake of this test alone. It is 10 March 2026, 12:00 UTC, until the test says otherwise."""
    return emptied_lake.for_test(tmp_path)
