"""A run from end to end: whom it is about, what goes, and who has left the lake."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import string, text
from tasklake_operations.erasure_ledger import Erasure, ErasureLedger, quiet_for
from tasklake_operations.errors import OperationError
from tasklake_operations.lake_erasure.batch import Batch, LakeErasure
from tasklake_operations.verification import TableItems

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class LeftoverError(OperationError):
    """The table has items of users whose erasure is long over."""

    def __init__(self, user_ids: Sequence[str]) -> None:
        super().__init__(
            f"The table still has items of {', '.join(user_ids)}, which no request reaches: see erasure-errors in the runbook. "
            "Nothing else is left undone; these users are looked for again."
        )


class NotErasedError(OperationError):
    """A user was named whom the table has, or whom nobody knows."""


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


def subjects_of(ledger: ErasureLedger, table: TableItems, named: Collection[str] = ()) -> Sequence[Erasure]:
    """Return the erased users, or those of them who are named; whoever has a profile is left alone.

    Raises:
        NotErasedError: Somebody who is named is not erased.
    """
    erasures = [each for each in ledger.erasures() if not named or each.user_id in named]
    present = in_table(table, [*(each.user_id for each in erasures), *named])
    known = {each.user_id for each in erasures}
    for user_id in named:
        if user_id in known & present:
            raise NotErasedError(
                f"{user_id} is in the ledger of erasures and in the table, as a restore leaves it or an erasure that is "
                "not over. `tasklake lake repair --apply` moves it on."
            )
        if user_id in present:
            raise NotErasedError(f"{user_id} is not erased: send DELETE /v1/users/{user_id} first.")
        if user_id not in known:
            raise NotErasedError(
                f"Neither the table nor the ledger of erasures, which has those of 180 days, knows {user_id}."
            )
    return [each for each in erasures if each.user_id not in present]


def in_table(table: TableItems, user_ids: Collection[str]) -> frozenset[str]:
    """Return those of the users who have a profile."""
    return frozenset(
        keys.user_id_of(text(item, keys.PARTITION_KEY))
        for item in table.get(keys.profile_key(user_id) for user_id in sorted(set(user_ids)))
    )


def with_leftovers(dynamodb: "DynamoDBClient", table_name: str, user_ids: Iterable[str]) -> Sequence[str]:
    """Return those of some erased users in whose partition there is anything but that they are erased.

    It is the erasure function's last look again, days later, when no transaction from before the mark is under way.
    """
    return [user_id for user_id in user_ids if has_leftovers(dynamodb, table_name, user_id)]


def has_leftovers(dynamodb: "DynamoDBClient", table_name: str, user_id: str) -> bool:
    found = dynamodb.query(
        TableName=table_name,
        KeyConditionExpression="#partition = :partition",
        ProjectionExpression=keys.SORT_KEY,
        ExpressionAttributeNames={"#partition": keys.PARTITION_KEY},
        ExpressionAttributeValues={":partition": string(keys.user_partition(user_id))},
        ConsistentRead=True,
        Limit=2,
    )
    return any(text(item, keys.SORT_KEY) != keys.ERASED_SORT_KEY for item in found["Items"])
