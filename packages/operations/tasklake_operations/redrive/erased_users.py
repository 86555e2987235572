"""Which users the table remembers as erased."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Final

from tasklake.attributes import strings
from tasklake.items import erased_user_from_item
from tasklake.keys import erased_key
from tasklake.models import utc_now
from tasklake_operations.backoff import Backoff

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import KeysAndAttributesUnionTypeDef

KEYS: Final = 100
"""What one BatchGetItem takes."""


class ErasedUsers:
    def __init__(
        self,
        dynamodb: "DynamoDBClient",
        table_name: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dynamodb = dynamodb
        self._table_name = table_name
        self._clock = clock
        self._sleep = sleep

    def among(self, user_ids: Iterable[str]) -> frozenset[str]:
        """Return those of the users who are erased, as long as the table remembers it."""
        return frozenset(
            user_id for ids in batched(sorted(set(user_ids)), KEYS, strict=False) for user_id in self._of(ids)
        )

    def _of(self, user_ids: tuple[str, ...]) -> Iterable[str]:
        asked: Mapping[str, KeysAndAttributesUnionTypeDef] = {
            self._table_name: {
                "Keys": [strings(erased_key(user_id)) for user_id in user_ids],
                "ConsistentRead": True,
            }
        }
        attempt = 0
        while asked:
            if attempt:  # what a throttled partition hands back
                self._sleep(Backoff().seconds(attempt))
            answer = self._dynamodb.batch_get_item(RequestItems=asked)
            for item in answer["Responses"].get(self._table_name, []):
                erased = erased_user_from_item(item)
                if not erased.is_expired(self._clock()):
                    yield erased.id
            asked = answer.get("UnprocessedKeys", {})
            attempt += 1
