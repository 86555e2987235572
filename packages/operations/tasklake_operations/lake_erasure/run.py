"""A run from end to end: whom it is about, what goes, and who has left the lake."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tasklake_operations.erasure_ledger import Erasure, ErasureLedger, quiet_for
from tasklake_operations.lake_erasure.batch import Batch, LakeErasure
from tasklake_operations.lake_erasure.subjects import subjects_of, with_leftovers
from tasklake_operations.verification import TableItems

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to.

    Attributes:
        erasures: Those that it was about.
        quiet: Those of them of which nothing comes any more.
        left: Those that it marked as gone from the lake.
        leftovers: Users of whom the table has something.
        batch: What was taken out.
    """

    erasures: Sequence[Erasure]
    quiet: Sequence[Erasure]
    left: Sequence[Erasure]
    leftovers: Sequence[str]
    batch: Batch


def erase_from_lake(
    dynamodb: "DynamoDBClient",
    table_name: str,
    ledger: ErasureLedger,
    erasure: LakeErasure,
    *,
    now: datetime,
    named: Collection[str] = (),
) -> Run:
    """Take out erased users, or those of them who are named, and mark who has left the lake.

    Args:
        dynamodb: Where the table is.
        table_name: The table's.
        ledger: Who is erased.
        erasure: Not begun.
        now: The time, UTC.
        named: Ids of users; nobody for all.

    Raises:
        NotErasedError: Somebody who is named is not erased.
        RowsReturnError: Somebody writes rows of them meanwhile.
        SqlError: A statement failed.
        ClientError: botocore's; a request was refused.
    """
    erasures = subjects_of(ledger, TableItems(dynamodb, table_name), named)
    erasure.run([each.user_id for each in erasures], now)
    quiet = [each for each in erasures if now - each.erased_at >= quiet_for(erasure.windows)]
    due = [each for each in quiet if not each.left_lake]
    leftovers = with_leftovers(dynamodb, table_name, [each.user_id for each in due])
    left = [each for each in due if each.user_id not in leftovers]
    ledger.mark(left, now)
    return Run(erasures, quiet, left, leftovers, erasure.batch)


def summary(batch: Batch) -> Iterator[str]:
    """Yield lines that say what was taken out, and name nobody."""
    yield f"Event objects rewritten: {batch.objects:,}. Rows found in merged tables: {batch.rows:,}."
    if batch.expired:
        yield f"Event objects that were older than the tables reach: {batch.expired:,}."
    yield f"Statements: {batch.statements}, {batch.bytes_scanned / 1e6:,.1f} MB scanned."
