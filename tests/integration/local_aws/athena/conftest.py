from pathlib import Path

import pytest

from local_aws.athena import AthenaSql
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.athena_api import AthenaApi
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake


@pytest.fixture
def lake(session: EmulatorSession, tmp_path: Path) -> SmallLake:
    """A lake with an empty task_events."""
    return make_lake(session, tmp_path)


@pytest.fixture
def engine(lake: SmallLake) -> AthenaSql:
    """It is 1 March 2026, 13:04:05.678 UTC."""
    return lake.engine("2026-03-01T13:04:05.678Z")


@pytest.fixture
def athena(lake: SmallLake) -> AthenaApi:
    """Athena's API over the lake, as the emulator's root asks it."""
    return AthenaApi(lake, lake.session.client("athena"))
