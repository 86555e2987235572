"""The engine without a catalog: for queries that name no table."""

from datetime import UTC, datetime

import pytest

from local_aws.athena import AthenaSql
from local_aws.iceberg import open_catalog
from local_aws.sessions import EmulatorSession


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> AthenaSql:
    """It is always Sunday, 1 March 2026, 13:04:05.678 UTC."""
    nowhere = EmulatorSession("http://127.0.0.1:1")
    return AthenaSql(
        glue=nowhere.client("glue"),
        s3=nowhere.client("s3"),
        iceberg_catalog=open_catalog(nowhere),
        database="lake",
        mirror_root=tmp_path_factory.mktemp("mirror"),
        clock=lambda: datetime(2026, 3, 1, 13, 4, 5, 678_901, tzinfo=UTC),
    )
