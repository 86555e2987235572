"""Entry point of the function: it takes erased users out of the lake as `tasklake lake erase` does, with the same code.

It looks every day, and runs a batch on some: ADR-017 says on which. A run that fails or has not the time raises, so that
Lambda tries it again: what is done stays done, and the next run goes on.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from tasklake.environment import required, whole_number
from tasklake.models import utc_now
from tasklake_lake_jobs.deadline import deadline
from tasklake_lake_jobs.environment import Environment, dynamodb_client, emit, s3_client
from tasklake_operations.lake_erasure import (
    Erasure,
    ErasureLedger,
    LakeErasure,
    LeftoverError,
    RawObjects,
    Run,
    erase_from_lake,
    quiet_for,
    summary,
)

DAY: Final = timedelta(days=1)
GOES_ON: Final = "What is done stays done, and the next run goes on: see lake-not-erased in the runbook."

logger = Logger(utc=True)
environment = Environment.load()
every_days = whole_number(os.environ, "ERASURE_EVERY_DAYS", "the days from one batch to the next")
dynamodb = dynamodb_client()
s3 = s3_client()
lake = environment.lake(s3)
ledger = ErasureLedger(dynamodb, required(os.environ, "LEDGER_TABLE_NAME", "the table of erased users"))


@logger.inject_lambda_context
def handler(event: object, context: LambdaContext) -> dict[str, bool]:  # noqa: ARG001  # what starts it says nothing
    """Run a batch where one is due, measure what waits, and return whether there was a batch."""
    now = utc_now()
    is_batch = is_due(ledger.waiting(), now)
    measured: dict[str, float] = {"LakeErasures": 0} if is_batch else {}
    try:
        if is_batch:
            with deadline(context, GOES_ON):
                run = erase(now)
            measured["LakeErasures"] = 1
            tell(run)
    finally:
        emit(measured | waiting(ledger.waiting(), now))
    return {"batch": is_batch}


def is_due(waiting: Iterable[Erasure], now: datetime) -> bool:
    """Return whether it is the day of a batch, a Sunday of those once a week, or the last ones left an erasure undone."""
    overdue = now - quiet_for(environment.windows) - every_days * DAY
    return now.toordinal() % every_days == 0 or any(each.erased_at < overdue for each in waiting)


def erase(now: datetime) -> Run:
    raw = RawObjects(s3, environment.lake_bucket)
    batch = LakeErasure(lake, raw, environment.windows)
    return erase_from_lake(dynamodb, environment.table_name, ledger, batch, now=now)


def tell(run: Run) -> None:
    logger.info("erasure", users=len(run.erasures), left=len(run.left), summary=list(summary(run.batch)))
    if run.leftovers:
        logger.error(str(LeftoverError(run.leftovers)))


def waiting(erasures: Iterable[Erasure], now: datetime) -> dict[str, float]:
    """Return how many erasures the lake still owes, and the days since the oldest of them."""
    ages = [(now - each.erased_at) / DAY for each in erasures]
    return {"ErasuresWaiting": len(ages), "OldestErasureDays": max(ages, default=0)}
