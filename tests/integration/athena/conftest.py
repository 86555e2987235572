from pathlib import Path
from uuid import uuid4

import pytest

from tasklake_devkit.athena import AthenaSql
from tasklake_devkit.sessions import EmulatorSession
from tests.integration.athena.small_lake import SmallLake


@pytest.fixture
def lake(session: EmulatorSession, tmp_path: Path) -> SmallLake:
    """A lake with an empty task_events."""
    name = f"lake{uuid4().hex}"
    session.client("s3").create_bucket(Bucket=name)
    session.client("glue").create_database(DatabaseInput={"Name": name})
    small_lake = SmallLake(session, name, tmp_path)
    small_lake.create_table()
    return small_lake


@pytest.fixture
def engine(lake: SmallLake) -> AthenaSql:
    """It is 1 March 2026, 13:04:05.678 UTC."""
    return lake.engine("2026-03-01T13:04:05.678Z")
