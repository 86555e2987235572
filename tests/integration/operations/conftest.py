from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.lake.emptied_lake import EmptiedLake
from tests.integration.lake.event_history import EventHistory
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_tasks_table


def with_table(lake: Lake) -> ComparedStores:
    name = f"tasks-{uuid4()}"
    create_tasks_table(lake.session.client("dynamodb"), name)
    return ComparedStores(lake, name)


@pytest.fixture
def stores(lake: Lake) -> ComparedStores:
    """An empty table and an empty lake. It is 10 March 2026, 12:00 UTC, until the test says otherwise."""
    return with_table(lake)


@pytest.fixture(scope="session")
def filled_once(
    session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory
) -> tuple[EmptiedLake, EventHistory]:
    name = f"lake{uuid4().hex[:12]}"
    stores = with_table(realize_lake(name, session, tmp_path_factory.mktemp(name)))
    drift.fill(stores)
    return EmptiedLake(stores.lake), stores.history


@pytest.fixture
def filled_stores(filled_once: tuple[EmptiedLake, EventHistory], tmp_path: Path) -> ComparedStores:
    """A table and a lake of this test alone that hold the same, by `drift.fill`."""
    lake, history = filled_once
    stores = with_table(lake.for_test(tmp_path))
    stores.history = EventHistory(list(history.changes), dict(history.items))
    stores.store()
    return stores
