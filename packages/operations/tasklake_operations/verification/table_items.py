"""The users and tasks of the DynamoDB table, read strongly consistently."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import StoredItem, strings
from tasklake.items import is_tombstone
from tasklake_operations.backoff import Backoff
from tasklake_operations.verification.entities import ENTITIES

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import KeysAndAttributesOutputTypeDef, KeysAndAttributesTypeDef

KEYS_PER_REQUEST: Final = 100
"""What BatchGetItem takes (Amazon DynamoDB API Reference, "BatchGetItem")."""

UNPROCESSED: Final = Backoff(initial_seconds=0.1, maximum_seconds=5)


@dataclass(frozen=True, slots=True)
class TableItems:
    """The table; the client may be shared by threads."""

    client: "DynamoDBClient"
    table_name: str

    def scan(self, segment: int, segments: int) -> Iterator[Sequence[StoredItem]]:
        """Yield the pages, each of at most 1 MB, of one of `segments` parts of the table."""
        kinds = {f":{entity.name}": {"S": entity.name} for entity in ENTITIES}
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.table_name,
            ConsistentRead=True,
            Segment=segment,
            TotalSegments=segments,
            FilterExpression=f"#entity IN ({', '.join(kinds)}) AND attribute_not_exists(#deleted_at)",
            ExpressionAttributeNames={"#entity": keys.ENTITY, "#deleted_at": keys.DELETED_AT},
            ExpressionAttributeValues=kinds,
        )
        for page in pages:
            yield page.get("Items", ())

    def get(self, stored_keys: Sequence[Mapping[str, str]]) -> Sequence[StoredItem]:
        """Return the users and tasks that are there of at most KEYS_PER_REQUEST keys, in no order."""
        found: list[StoredItem] = []
        requests: Mapping[str, KeysAndAttributesTypeDef | KeysAndAttributesOutputTypeDef] = {
            self.table_name: {"Keys": [strings(key) for key in stored_keys], "ConsistentRead": True}
        }
        attempt = 0
        while requests:
            if attempt:
                time.sleep(UNPROCESSED.seconds(attempt))
            answer = self.client.batch_get_item(RequestItems=requests)
            found.extend(filter(is_compared, answer.get("Responses", {}).get(self.table_name, ())))
            requests = answer.get("UnprocessedKeys", {})
            attempt += 1
        return found


def is_compared(item: StoredItem) -> bool:
    return item.get(keys.ENTITY) in [{"S": entity.name} for entity in ENTITIES] and not is_tombstone(item)
