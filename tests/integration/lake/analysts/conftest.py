from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.lake.analysts.example_lake import fill
from tests.integration.lake.realized_lake import Lake, realize_lake


@pytest.fixture(scope="package")
def example_lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The example activity, to be read only."""
    lake = realize_lake(f"lake{uuid4().hex[:12]}", session, tmp_path_factory.mktemp("analysts"))
    fill(lake)
    return lake
