"""The tasks table and the ledger of erasures, made from the same names as the program's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tasklake import keys
from tasklake.erasure import LEDGER_KEY

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import KeySchemaElementTypeDef

INDEXES = (*keys.INDEXES, keys.BY_UPDATE)
PRIMARY = keys.Index("", keys.PARTITION_KEY, keys.SORT_KEY)


def create_tasks_table(
    client: "DynamoDBClient", name: str, *, indexes: Sequence[keys.Index] = INDEXES
) -> None:
    types: dict[str, Literal["S", "N"]] = {}
    for index in (PRIMARY, *indexes):
        types |= {index.partition_key: "S", index.sort_key: index.sort_type}
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": kind} for attribute, kind in types.items()
        ],
        KeySchema=key_schema(PRIMARY),
        GlobalSecondaryIndexes=[
            {"IndexName": index.name, "KeySchema": key_schema(index), "Projection": {"ProjectionType": "ALL"}}
            for index in indexes
        ],
    )


def create_ledger(client: "DynamoDBClient", name: str) -> None:
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": LEDGER_KEY, "AttributeType": "S"}],
        KeySchema=[{"AttributeName": LEDGER_KEY, "KeyType": "HASH"}],
    )


def key_schema(index: keys.Index) -> "list[KeySchemaElementTypeDef]":
    return [
        {"AttributeName": index.partition_key, "KeyType": "HASH"},
        {"AttributeName": index.sort_key, "KeyType": "RANGE"},
    ]
