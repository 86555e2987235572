"""The lake that the statements of an analyst's day are asked of; the same for both engines."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.delivery import deliver
from tasklake_stream_etl.environment import Environment
from tests.integration.lake.realized_lake import Lake
from tests.trino.activity import MERGE_HOURS, Activity

CHANGES: Final = 600
TAIL: Final = timedelta(hours=20)
STATEMENTS: Final = Path(__file__).with_name("statements.sql")
ANSWERS: Final = Path(__file__).with_name("answers.json")
"""What Trino said of each statement, and the time at which it was asked."""


def activity_until(now: datetime) -> Activity:
    return Activity.until(now, changes=CHANGES)


def fill(lake: Lake, now: datetime) -> None:
    """Deliver what happened until a time, all but the tail of it merged."""
    environment = Environment(lake.bucket, lake.bucket)
    s3 = lake.session.client("s3")
    deliveries = activity_until(now).deliveries
    lake.now = now
    for is_tail in (False, True):
        for each in deliveries:
            if (each.at >= now - TAIL) is is_tail:
                deliver(read_batch(each.records, each.at), s3, environment)
        if not is_tail:
            lake.maintain(merge_hours=MERGE_HOURS)


def statements() -> list[str]:
    return STATEMENTS.read_text(encoding="utf-8").splitlines()


def asked_at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
