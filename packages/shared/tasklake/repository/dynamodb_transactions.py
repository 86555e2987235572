"""Transactions that meet other writers, and the reasons DynamoDB gives when it cancels one."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypedDict, cast

from tasklake.errors import WriteConflictError
from tasklake.items import Item

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


def write_transaction(
    client: "DynamoDBClient",
    items: "Sequence[TransactWriteItemTypeDef]",
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Write all items or none; a conflict with another transaction is tried again with full jitter.

    The loop is ours because botocore does not retry a cancelled transaction, and a retry library costs more at
    import than the whole request.

    Raises:
        ConditionsFailedError: A condition of one of the items did not hold.
        WriteConflictError: The conflicts outlasted the attempts.
    """
    for attempt in range(ATTEMPTS):
        try:
            client.transact_write_items(TransactItems=items)
        except client.exceptions.TransactionCanceledException as cancelled:
            reasons = cast("list[CancellationReason]", cancelled.response.get("CancellationReasons", []))
            codes = {reason.get("Code") for reason in reasons}
            if CONDITION_FAILED in codes:
                raise ConditionsFailedError(reasons) from cancelled
            if TRANSACTION_CONFLICT not in codes:
                raise
        else:
            return
        if attempt < ATTEMPTS - 1:
            sleep(random.uniform(0, FIRST_DELAY_SECONDS * 2**attempt))  # noqa: S311  # jitter, not a secret
    raise WriteConflictError
