"""Writes in batches, which DynamoDB carries out one by one and may hand back in part."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from tasklake.attributes import Item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import WriteRequestUnionTypeDef

BATCH: Final = 25
"""Items that one BatchWriteItem takes."""

ATTEMPTS: Final = 5
FIRST_DELAY_SECONDS: Final = 0.1


def delete_batch(
    client: "DynamoDBClient",
    table_name: str,
    item_keys: Sequence[Item],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Delete up to 25 items and return how many are gone."""
    deletes: list[WriteRequestUnionTypeDef] = [{"DeleteRequest": {"Key": key}} for key in item_keys]
    return len(item_keys) - write_batch(client, table_name, deletes, sleep=sleep)


def write_batch(
    client: "DynamoDBClient",
    table_name: str,
    requests: "Sequence[WriteRequestUnionTypeDef]",
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Carry out up to 25 writes, in no order, and return how many are not done.

    What a throttled partition hands back is tried again with full jitter: botocore takes such an answer for success
    ("Error handling with DynamoDB", "Batch operations and exponential backoff").
    """
    unprocessed = requests
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(random.uniform(0, FIRST_DELAY_SECONDS * 2 ** (attempt - 1)))  # noqa: S311  # jitter, not a secret
        response = client.batch_write_item(RequestItems={table_name: unprocessed})
        unprocessed = response["UnprocessedItems"].get(table_name, [])
        if not unprocessed:
            break
    return len(unprocessed)
