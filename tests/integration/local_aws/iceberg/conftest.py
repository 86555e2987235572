from uuid import uuid4

import pytest
from pyiceberg.catalog.glue import GlueCatalog

from local_aws.iceberg import open_catalog
from local_aws.sessions import EmulatorSession


@pytest.fixture
def database(session: EmulatorSession) -> str:
    """Name of a Glue database, and of a bucket, of this test."""
    name = f"lake{uuid4().hex}"
    session.client("s3").create_bucket(Bucket=name)
    session.client("glue").create_database(DatabaseInput={"Name": name})
    return name


@pytest.fixture
def catalog(session: EmulatorSession) -> GlueCatalog:
    return open_catalog(session)
