"""Merged tables whose files somebody has deleted, so that no statement reads them any more."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_operations.errors import OperationError

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_s3 import S3Client


class LostFilesError(OperationError):
    """Tables have to be made anew before they can be filled."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"The files of {', '.join(tables)} are gone from the lake's bucket. Have the program make these tables anew, "
            'as the runbook says under "An emptied bucket", then run this again: it fills them from the table.'
        )


def refuse_lost_files(glue: "GlueClient", s3: "S3Client", database: str) -> None:
    """Look for the newest metadata of each merged table.

    Raises:
        LostFilesError: That of some is gone; each is named.
    """
    lost = [table.name for table in ICEBERG_TABLES if not has_metadata(glue, s3, database, table.name)]
    if lost:
        raise LostFilesError(lost)


def has_metadata(glue: "GlueClient", s3: "S3Client", database: str, table: str) -> bool:
    entry = glue.get_table(DatabaseName=database, Name=table)["Table"]
    location = entry.get("Parameters", {}).get("metadata_location", "")
    bucket, _, key = location.removeprefix("s3://").partition("/")
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey"}:
            return False
        raise
    return True
