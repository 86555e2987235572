"""Reads of many items of a DynamoDB table: by their keys, and of all of it in parts."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import TYPE_CHECKING, Final

from tasklake.attributes import StoredItem, strings
from tasklake_operations.backoff import Backoff

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import KeysAndAttributesUnionTypeDef

KEYS_PER_REQUEST: Final = 100
"""What BatchGetItem takes (Amazon DynamoDB API Reference, "BatchGetItem")."""

SEGMENTS: Final = 16
THREADS: Final = 4
UNPROCESSED: Final = Backoff(initial_seconds=0.1, maximum_seconds=5)


def each_segment[Part](read: Callable[[int], Part]) -> Iterator[Part]:
    """Have threads read the `SEGMENTS` parts of a table, and yield what each came to."""
    with ThreadPoolExecutor(THREADS) as threads:
        yield from threads.map(read, range(SEGMENTS))


def stored_items(
    client: "DynamoDBClient", table_name: str, keys: Iterable[Mapping[str, str]]
) -> Iterator[StoredItem]:
    """Yield the items that are there of some keys, in no order, read strongly consistently."""
    for some in batched(keys, KEYS_PER_REQUEST, strict=False):
        asked: Mapping[str, KeysAndAttributesUnionTypeDef] = {
            table_name: {"Keys": [strings(key) for key in some], "ConsistentRead": True}
        }
        attempt = 0
        while asked:
            if attempt:  # what a throttled partition hands back
                time.sleep(UNPROCESSED.seconds(attempt))
            answer = client.batch_get_item(RequestItems=asked)
            yield from answer["Responses"].get(table_name, [])
            asked = answer.get("UnprocessedKeys", {})
            attempt += 1
