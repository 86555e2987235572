"""DynamoDB tables."""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from local_aws.realizer.request_shape import InputValue
from local_aws.realizer.resource_types import Aws, Made, Resource, ResourceType

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import GlobalSecondaryIndexUpdateTypeDef, WriteRequestUnionTypeDef

_BATCH: Final = 25
"""What one BatchWriteItem takes."""

_NO_PAST = "the emulator keeps no past; the items of `restoreSourceName` are copied as they are now"


def _create_table(aws: Aws, table: Resource) -> Made:
    made = aws.call("dynamodb", "create_table", _table_request(table))["TableDescription"]
    aws.session.client("dynamodb").get_waiter("table_exists").wait(
        TableName=table["name"], WaiterConfig={"Delay": 1}
    )
    if source := table.inputs.get("restoreSourceName"):
        copy_items(aws.session.client("dynamodb"), source, table["name"])
        # Only now: what is restored does not show in the stream.
        if stream := _stream_request(table):
            restored = {"tableName": table["name"], **stream}
            made = aws.call("dynamodb", "update_table", restored)["TableDescription"]
    return Made(
        table["name"],
        {
            "arn": made["TableArn"],
            "streamArn": made.get("LatestStreamArn", ""),
            "streamLabel": made.get("LatestStreamLabel", ""),
        },
    )


def copy_items(client: "DynamoDBClient", source: str, target: str) -> None:
    """Put every item of a table into another one."""
    for page in client.get_paginator("scan").paginate(TableName=source):
        for items in batched(page["Items"], _BATCH, strict=False):
            waiting: Mapping[str, Sequence[WriteRequestUnionTypeDef]] = {
                target: [{"PutRequest": {"Item": item}} for item in items]
            }
            while waiting:
                waiting = client.batch_write_item(RequestItems=waiting)["UnprocessedItems"]


def _table_request(table: Resource) -> dict[str, InputValue]:
    request = table.but("name", *_KEYS, *_STREAM, "restoreSourceName", "attributes", *_CONFIGURED)
    request |= {
        "tableName": table["name"],
        "keySchema": [
            {"attributeName": table[key], "keyType": kind}
            for key, kind in zip(_KEYS, ("HASH", "RANGE"), strict=True)
            if key in table.inputs
        ],
        "attributeDefinitions": [
            {"attributeName": attribute["name"], "attributeType": attribute["type"]}
            for attribute in table["attributes"]
        ],
    }
    if indexes := table.inputs.get("globalSecondaryIndexes"):
        request["globalSecondaryIndexes"] = [_index_request(index) for index in indexes]
    if "restoreSourceName" not in table.inputs:
        request |= _stream_request(table)
    return request


def _stream_request(table: Resource) -> dict[str, InputValue]:
    if not table.inputs.get("streamEnabled"):
        return {}
    return {"streamSpecification": {"streamEnabled": True, "streamViewType": table["streamViewType"]}}


def _index_request(index: Mapping[str, InputValue]) -> dict[str, InputValue]:
    rest = {key: value for key, value in index.items() if key not in ("name", *_PROJECTION)}
    return rest | {
        "indexName": index["name"],
        "projection": {key: index[key] for key in _PROJECTION if key in index},
    }


def _update_table(aws: Aws, table: Resource, _made: Made) -> None:
    _update_indexes(aws, table)
    if protection := table.only("deletionProtectionEnabled"):
        aws.call("dynamodb", "update_table", {"tableName": table["name"], **protection})


def _update_indexes(aws: Aws, table: Resource) -> None:
    """Add and take away indexes, one a call, as DynamoDB takes them ("UpdateTable"); a changed one is made anew."""
    name = {"tableName": table["name"]}
    wanted = aws.parameters("dynamodb", "create_table", _table_request(table))
    described: dict[str, Any] = aws.call("dynamodb", "describe_table", name)["Table"]
    there = {index["IndexName"]: _form(index) for index in described.get("GlobalSecondaryIndexes", [])}
    indexes: dict[str, Any] = {
        index["IndexName"]: index for index in wanted.get("GlobalSecondaryIndexes", [])
    }
    kept = {each for each, index in indexes.items() if there.get(each) == _form(index)}
    gone: list[GlobalSecondaryIndexUpdateTypeDef] = [
        {"Delete": {"IndexName": each}} for each in there.keys() - kept
    ]
    made: list[GlobalSecondaryIndexUpdateTypeDef] = [
        {"Create": index} for each, index in indexes.items() if each not in kept
    ]
    for update in (*gone, *made):
        aws.session.client("dynamodb").update_table(
            TableName=table["name"],
            AttributeDefinitions=wanted["AttributeDefinitions"],
            GlobalSecondaryIndexUpdates=[update],
        )


def _form(index: Mapping[str, Any]) -> tuple[InputValue, InputValue]:
    return index["KeySchema"], index["Projection"]


def _configure_table(aws: Aws, table: Resource, _made: Made) -> None:
    name = {"tableName": table["name"]}
    if (ttl := table.inputs.get("ttl")) and bool(ttl.get("enabled")) != _has_ttl(aws, name):
        aws.call(
            "dynamodb", "update_time_to_live", {**name, "timeToLiveSpecification": {"enabled": False} | ttl}
        )
    if recovery := table.inputs.get("pointInTimeRecovery"):
        aws.call(
            "dynamodb",
            "update_continuous_backups",
            {**name, "pointInTimeRecoverySpecification": recovery},
            {"pointInTimeRecoverySpecification.enabled": "pointInTimeRecoveryEnabled"},
        )


def _has_ttl(aws: Aws, name: Mapping[str, str]) -> bool:
    described: dict[str, Any] = aws.call("dynamodb", "describe_time_to_live", name)["TimeToLiveDescription"]
    return described["TimeToLiveStatus"] == "ENABLED"


_KEYS = ("hashKey", "rangeKey")
_STREAM = ("streamEnabled", "streamViewType")
_PROJECTION = ("projectionType", "nonKeyAttributes")
_CONFIGURED = ("ttl", "pointInTimeRecovery")

TYPES = {
    "aws:dynamodb/table:Table": ResourceType(
        create=_create_table,
        update=_update_table,
        configure=_configure_table,
        changeable={*_CONFIGURED, "deletionProtectionEnabled", "attributes", "globalSecondaryIndexes"},
        keeps_omitted=True,
        ignored={"restoreDateTime": _NO_PAST, "restoreToLatestTime": _NO_PAST},
    ),
}
