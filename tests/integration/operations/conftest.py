from uuid import uuid4

import pytest

from tests.integration.lake.realized_lake import Lake
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_tasks_table


@pytest.fixture
def stores(lake: Lake) -> ComparedStores:
    """An empty table and an empty lake. It is 10 March 2026, 12:00 UTC, until the test says otherwise."""
    name = f"tasks-{uuid4()}"
    create_tasks_table(lake.session.client("dynamodb"), name)
    return ComparedStores(lake, name)
