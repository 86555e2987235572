"""Entry point of the function: it holds the lake against the table as `tasklake lake verify` does, with the same code.

A run that fails is measured as one that was not completed, and raises, so that Lambda tries it again. One that has not
the time is only measured: a second one would not have it either.
"""

import os
import time
from functools import partial
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from tasklake.environment import whole_number
from tasklake.models import utc_now
from tasklake_lake_jobs.deadline import OutOfTimeError, deadline
from tasklake_lake_jobs.environment import Environment, dynamodb_client, emit, s3_client
from tasklake_lake_jobs.verification.result import quality_rows, store
from tasklake_operations.verification import (
    SETTLE_MARGIN_SECONDS,
    Comparison,
    Progress,
    TableItems,
    comparing,
    summary,
)

OUTGROWN: Final = "Table and lake have outgrown it: see lake-not-verified in the runbook."

logger = Logger(utc=True)
environment = Environment.load()
batch_window_seconds = whole_number(
    os.environ, "ETL_BATCH_WINDOW_SECONDS", "how long a change may wait for its batch to fill", least=0
)
dynamodb = dynamodb_client()
s3 = s3_client()
lake = environment.lake(s3)


@logger.inject_lambda_context
def handler(event: object, context: LambdaContext) -> dict[str, int | None]:  # noqa: ARG001  # what starts it says nothing
    """Compare table and lake; return the number of differences, or none where there was no time to find out."""
    checked_at = utc_now()
    try:
        with deadline(context, OUTGROWN) as progress:
            comparison = compare(progress)
        store(quality_rows(comparison, checked_at), s3, environment.lake_bucket, checked_at)
    except OutOfTimeError as error:
        emit({"LakeVerifications": 0})
        logger.error(str(error))  # noqa: TRY400  # where it was interrupted says nothing
        return {"differences": None}
    except BaseException:
        emit({"LakeVerifications": 0})
        raise
    differences = len(comparison.differences)
    write = logger.warning if differences else logger.info
    # No item is named.
    write(
        "verification",
        differences=differences,
        seconds=round(comparison.seconds, 1),
        summary=list(summary(comparison)),
    )
    emit({"LakeVerifications": 1, "Differences": differences})
    return {"differences": differences}


def compare(progress: Progress) -> Comparison:
    settle_seconds = batch_window_seconds + SETTLE_MARGIN_SECONDS
    with comparing(
        TableItems(dynamodb, environment.table_name),
        lake,
        windows=environment.windows,
        settle=partial(time.sleep, settle_seconds),
        progress=progress,
    ) as verification:
        return verification.run()
