"""Which users the ledger has as erased; their ids never come back."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched
from typing import TYPE_CHECKING, Final

from tasklake.attributes import StoredItem, strings, text
from tasklake.erasure import LEDGER_KEY, LEDGER_LEFT_LAKE_AT
from tasklake_operations.backoff import Backoff

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import KeysAndAttributesUnionTypeDef

KEYS: Final = 100
"""What one BatchGetItem takes."""


class ErasedUsers:
    def __init__(
        self, dynamodb: "DynamoDBClient", ledger: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._ledger = ledger
        self._sleep = sleep

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all."""
        scan = self._dynamodb.get_paginator("scan")
        for page in scan.paginate(TableName=self._ledger, ConsistentRead=True):
            for entry in page["Items"]:
                yield text(entry, LEDGER_KEY)

    def among(self, user_ids: Iterable[str]) -> Mapping[str, bool]:
        """Return, of those of the users who are erased, whether they have left the lake, too."""
        return {
            text(entry, LEDGER_KEY): LEDGER_LEFT_LAKE_AT in entry
            for ids in batched(sorted(set(user_ids)), KEYS, strict=False)
            for entry in self._of(ids)
        }

    def _of(self, user_ids: tuple[str, ...]) -> Iterable[StoredItem]:
        asked: Mapping[str, KeysAndAttributesUnionTypeDef] = {
            self._ledger: {
                "Keys": [strings({LEDGER_KEY: user_id}) for user_id in user_ids],
                "ConsistentRead": True,
            }
        }
        attempt = 0
        while asked:
            if attempt:  # what a throttled partition hands back
                self._sleep(Backoff().seconds(attempt))
            answer = self._dynamodb.batch_get_item(RequestItems=asked)
            yield from answer["Responses"].get(self._ledger, [])
            asked = answer.get("UnprocessedKeys", {})
            attempt += 1
