"""The users and tasks of the DynamoDB table, read strongly consistently."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import StoredItem
from tasklake.items import is_tombstone
from tasklake_operations.table_reads import stored_items
from tasklake_operations.verification.entities import ENTITIES

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


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

    def get(self, stored_keys: Iterable[Mapping[str, str]]) -> Sequence[StoredItem]:
        """Return the users and tasks that are there of some keys, in no order."""
        return list(filter(is_compared, stored_items(self.client, self.table_name, stored_keys)))


def is_compared(item: StoredItem) -> bool:
    return item.get(keys.ENTITY) in [{"S": entity.name} for entity in ENTITIES] and not is_tombstone(item)
