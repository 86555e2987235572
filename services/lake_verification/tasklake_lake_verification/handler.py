"""Entry point of the function: it holds the lake against the table as `tasklake lake verify` does, with the same code.

A run that fails is measured as one that was not completed, and raises, so that Lambda tries it again. One that has not
the time is only measured: a second one would not have it either.
"""

import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from tasklake.models import utc_now
from tasklake_lake_verification.clients import athena_client, dynamodb_client, s3_client
from tasklake_lake_verification.deadline import OutOfTimeError, deadline
from tasklake_lake_verification.environment import Environment
from tasklake_lake_verification.result import quality_rows, store
from tasklake_lake_verification.telemetry import emit, report
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.verification import (
    SETTLE_MARGIN_SECONDS,
    Comparison,
    Progress,
    Staging,
    TableItems,
    Verification,
)

RESERVED_SECONDS: Final = 30
"""What the end of a run may take: its threads, its query, its result."""

logger = Logger(utc=True)
environment = Environment.load()
dynamodb = dynamodb_client()
s3 = s3_client()
lake = AthenaWorkgroup(
    athena=athena_client(),
    s3=s3,
    workgroup=environment.workgroup,
    database=environment.glue_database,
)


@logger.inject_lambda_context
def handler(event: object, context: LambdaContext) -> dict[str, int | None]:  # noqa: ARG001  # what starts it says nothing
    """Compare table and lake; return the number of differences, or none where there was no time to find out."""
    checked_at = utc_now()
    try:
        with deadline(context.get_remaining_time_in_millis() / 1000 - RESERVED_SECONDS) as progress:
            comparison = compare(progress)
        store(quality_rows(comparison, checked_at), s3, environment.lake_bucket, checked_at)
    except OutOfTimeError as error:
        emit(completed=False)
        logger.error(str(error))  # noqa: TRY400  # where it was interrupted says nothing
        return {"differences": None}
    except BaseException:
        emit(completed=False)
        raise
    report(comparison, logger)
    return {"differences": len(comparison.differences)}


def compare(progress: Progress) -> Comparison:
    settle_seconds = environment.etl_batch_window_seconds + SETTLE_MARGIN_SECONDS
    with TemporaryDirectory(prefix="tasklake-verify-") as folder, Staging(Path(folder)) as staging:
        return Verification(
            TableItems(dynamodb, environment.table_name),
            lake,
            staging,
            windows=environment.windows,
            settle=partial(time.sleep, settle_seconds),
            progress=progress,
        ).run()
