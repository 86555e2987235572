"""Writes that meet transactions of other writers, and the reasons DynamoDB gives when it cancels one."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypedDict, cast

from tasklake.attributes import Item
from tasklake.errors import WriteConflictError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

ATTEMPTS: Final = 5
FIRST_DELAY_SECONDS: Final = 0.025

CONDITION_FAILED: Final = "ConditionalCheckFailed"
TRANSACTION_CONFLICT: Final = "TransactionConflict"


class CancellationReason(TypedDict, total=False):
    """Why one item of a transaction was refused, as TransactionCanceledException reports it."""

    Code: str
    Item: Item


class ConditionsFailedError(Exception):
    """A transaction was cancelled by its own conditions.

    Attributes:
        reasons: One for each item of the transaction, in its order.
    """

    def __init__(self, reasons: Sequence[CancellationReason]) -> None:
        super().__init__(", ".join(reason.get("Code", "None") for reason in reasons))
        self.reasons = reasons

    def failed(self, position: int) -> bool:
        return self.reasons[position].get("Code") == CONDITION_FAILED

    def stored(self, position: int) -> Item:
        """Return the item that a condition did not hold of, if the write asked for it; empty where there was none."""
        return self.reasons[position].get("Item", {})


def retry_conflicts[Response](
    client: "DynamoDBClient", write: Callable[[], Response], *, sleep: Callable[[float], None] = time.sleep
) -> Response:
    """Return the response to a write; a conflict with another transaction is tried again with full jitter.

    A transaction that meets another is cancelled, and a plain write to an item of a running transaction is refused,
    even if that only checks the item ("Amazon DynamoDB Transactions: How it works"). Where one item of a transaction
    conflicts and another's condition fails, the other writer may be half seen, such as a user's own address that is
    claimed while the profile is not there yet. So a conflict comes before conditions. The loop is ours because botocore
    retries neither, and a retry library costs more at import than the whole request.

    Raises:
        ConditionsFailedError: The write is a transaction, and conditions alone kept it from being made.
        WriteConflictError: The conflicts outlasted the attempts.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(random.uniform(0, FIRST_DELAY_SECONDS * 2 ** (attempt - 1)))  # noqa: S311  # jitter, not a secret
        try:
            return write()
        except client.exceptions.TransactionConflictException:
            continue
        except client.exceptions.TransactionCanceledException as cancelled:
            reasons = cast("list[CancellationReason]", cancelled.response.get("CancellationReasons", []))
            codes = {reason.get("Code") for reason in reasons}
            if TRANSACTION_CONFLICT in codes:
                continue
            if CONDITION_FAILED in codes:
                raise ConditionsFailedError(reasons) from cancelled
            raise
    raise WriteConflictError


def write_transaction(
    client: "DynamoDBClient",
    items: "Sequence[TransactWriteItemTypeDef]",
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Write all items or none, through conflicts.

    Raises:
        ConditionsFailedError: A condition of one of the items did not hold.
        WriteConflictError: The conflicts outlasted the attempts.
    """
    retry_conflicts(client, lambda: client.transact_write_items(TransactItems=items), sleep=sleep)
