"""The catalog that Iceberg's own library works through."""

from pyiceberg.catalog.glue import GlueCatalog

from local_aws.iceberg.file_io import EmulatorFileIO
from local_aws.iceberg.parquet_writer import write_as_trino_does
from local_aws.root import LOCAL_REGION
from local_aws.sessions import EmulatorSession


def open_catalog(session: EmulatorSession) -> GlueCatalog:
    """Return the emulator's Glue as an Iceberg catalog, whose tables are written as the session's principal.

    A role's keys are those of now: open it again for each run, not once for a process that lasts an hour.
    """
    write_as_trino_does()
    credentials = session.credentials()
    properties = {
        "py-io-impl": f"{EmulatorFileIO.__module__}.{EmulatorFileIO.__name__}",
        "s3.endpoint": session.endpoint_url,
        "s3.region": LOCAL_REGION,
        "s3.access-key-id": credentials.access_key,
        "s3.secret-access-key": credentials.secret_key,
    }
    if credentials.token:
        properties["s3.session-token"] = credentials.token
    return GlueCatalog("emulator", client=session.client("glue"), **properties)
