from pathlib import Path

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.lake.conftest import unique_name
from tests.integration.lake.realized_lake import realize_lake
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_tasks_table


@pytest.fixture
def stores(session: EmulatorSession, tmp_path: Path) -> ComparedStores:
    """An empty table and an empty lake. It is 10 March 2026, 12:00 UTC, until the test says otherwise."""
    name = unique_name()
    create_tasks_table(session.client("dynamodb"), name)
    return ComparedStores(realize_lake(name, session, tmp_path), name)
