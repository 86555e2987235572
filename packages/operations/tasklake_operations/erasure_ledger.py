"""The ledger of erasures: who is erased, and whom the lake still has."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tasklake.attributes import moment, stored_moment, string, text
from tasklake.erasure import LEDGER_ERASED_AT, LEDGER_KEY, LEDGER_LEFT_LAKE_AT
from tasklake_lake.windows import Windows
from tasklake_operations.table_reads import stored_items

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

STREAM_KEEPS: Final = timedelta(hours=24)
"""What the stream has not delivered by then lies in a failure bucket, or nowhere ("DynamoDB Streams")."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """A user who was erased from the table.

    Attributes:
        user_id: The user.
        erased_at: When the table's erasure ended, UTC.
        left_lake: Whether nothing of the user was in the lake when last looked for after its quiet time.
    """

    user_id: str
    erased_at: datetime
    left_lake: bool


def quiet_for(windows: Windows) -> timedelta:
    """Return how long after an erasure the user's last rows have arrived and no merge of the schedule reads them again."""
    return STREAM_KEEPS + timedelta(hours=windows.merge_hours)


class ErasureLedger:
    def __init__(self, dynamodb: "DynamoDBClient", ledger: str) -> None:
        self._dynamodb = dynamodb
        self._ledger = ledger

    def erasures(self) -> Sequence[Erasure]:
        """Return those of the last 180 days, the oldest first."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._ledger, ConsistentRead=True)
        found = [
            Erasure(
                text(entry, LEDGER_KEY),
                stored_moment({"N": entry[LEDGER_ERASED_AT].get("N", "")}),
                LEDGER_LEFT_LAKE_AT in entry,
            )
            for page in pages
            for entry in page["Items"]
        ]
        return sorted(found, key=lambda each: (each.erased_at, each.user_id))

    def among(self, user_ids: Iterable[str]) -> Mapping[str, bool]:
        """Return, of those of the users who are erased, whether they have left the lake, too."""
        keys = ({LEDGER_KEY: user_id} for user_id in sorted(set(user_ids)))
        found = stored_items(self._dynamodb, self._ledger, keys)
        return {text(entry, LEDGER_KEY): LEDGER_LEFT_LAKE_AT in entry for entry in found}

    def waiting(self) -> Sequence[Erasure]:
        """Return those of users who have not left the lake."""
        return [each for each in self.erasures() if not each.left_lake]

    def mark(self, erasures: Iterable[Erasure], now: datetime) -> None:
        """Note that users have left the lake; an entry that was made anew meanwhile stays as it is."""
        for each in erasures:
            with suppress(self._dynamodb.exceptions.ConditionalCheckFailedException):
                self._dynamodb.update_item(
                    TableName=self._ledger,
                    Key={LEDGER_KEY: string(each.user_id)},
                    UpdateExpression=f"SET {LEDGER_LEFT_LAKE_AT} = :now",
                    ConditionExpression=f"{LEDGER_ERASED_AT} = :erased_at",
                    ExpressionAttributeValues={":now": moment(now), ":erased_at": moment(each.erased_at)},
                )
