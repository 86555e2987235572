"""DynamoDB tables."""

from collections.abc import Mapping
from typing import Any

from local_aws.realizer.request_shape import InputValue
from local_aws.realizer.resource_types import Aws, Made, Resource, ResourceType


def _create_table(aws: Aws, table: Resource) -> Made:
    made = aws.call("dynamodb", "create_table", _table_request(table))["TableDescription"]
    aws.session.client("dynamodb").get_waiter("table_exists").wait(
        TableName=table["name"], WaiterConfig={"Delay": 1}
    )
    return Made(
        table["name"],
        {
            "arn": made["TableArn"],
            "streamArn": made.get("LatestStreamArn", ""),
            "streamLabel": made.get("LatestStreamLabel", ""),
        },
    )


def _table_request(table: Resource) -> dict[str, InputValue]:
    request = table.but("name", *_KEYS, *_STREAM, "attributes", *_CONFIGURED)
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
    if table.inputs.get("streamEnabled"):
        request["streamSpecification"] = {"streamEnabled": True, "streamViewType": table["streamViewType"]}
    return request


def _index_request(index: Mapping[str, InputValue]) -> dict[str, InputValue]:
    rest = {key: value for key, value in index.items() if key not in ("name", *_PROJECTION)}
    return rest | {
        "indexName": index["name"],
        "projection": {key: index[key] for key in _PROJECTION if key in index},
    }


def _update_table(aws: Aws, table: Resource, made: Made) -> Made:
    aws.call(
        "dynamodb", "update_table", {"tableName": table["name"], **table.only("deletionProtectionEnabled")}
    )
    return made


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
        changeable={*_CONFIGURED, "deletionProtectionEnabled"},
        keeps_omitted=True,
    ),
}
