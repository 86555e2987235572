"""What DynamoDB refuses in a request and moto lets pass."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

from tasklake import keys
from tests.integration.tasks_table import INDEXES

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

EXPRESSIONS = (
    *("KeyConditionExpression", "FilterExpression", "ConditionExpression", "UpdateExpression"),
    "ProjectionExpression",
)
LANGUAGE = {
    *("SET", "REMOVE", "AND", "OR", "NOT", "BETWEEN", "IN"),
    *("attribute_exists", "attribute_not_exists", "contains", "if_not_exists"),
}
UNRESERVED_NAMES = {keys.PARTITION_KEY, keys.SORT_KEY}


class RefusedRequestError(AssertionError):
    """DynamoDB would answer this request with a ValidationException."""


def checked_client() -> "DynamoDBClient":
    """Return a client, to be used with moto, that refuses what DynamoDB refuses."""
    # Any: boto3's own overloads name the stubs of services that are not installed.
    session: Any = boto3.Session("test", "test", region_name="us-east-1")
    client: DynamoDBClient = session.client("dynamodb")
    client.meta.events.register("provide-client-params.dynamodb", check_request)
    return client


def check_request(params: Mapping[str, Any], **_: object) -> None:
    """Refuse what DynamoDB refuses; fits botocore's provide-client-params event."""
    for operation in operations_of(params):
        check_names(operation)
        check_ranges(operation)
        check_start_key(operation)


def operations_of(params: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield params
    for item in params.get("TransactItems", []):
        yield from item.values()


def check_names(operation: Mapping[str, Any]) -> None:
    """Every placeholder is defined and used, every other name is part of the language or never reserved."""
    expressions = " ".join(operation.get(name, "") for name in EXPRESSIONS)
    placeholders: list[str] = []
    for parameter in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        if operation.get(parameter) == {}:
            raise RefusedRequestError(f"{parameter} must not be empty")
        placeholders += operation.get(parameter, {})
    used = set(re.findall(r"[#:]\w+", expressions))
    if used != set(placeholders):
        raise RefusedRequestError(f"unused or undefined in {expressions!r}: {used ^ set(placeholders)}")
    bare = set(re.findall(r"(?<![#:\w])[A-Za-z_]\w*", expressions)) - LANGUAGE - UNRESERVED_NAMES
    if bare:
        raise RefusedRequestError(f"possibly reserved in {expressions!r}: {bare}")


def check_ranges(operation: Mapping[str, Any]) -> None:
    """No BETWEEN has its bounds the wrong way round."""
    expressions = " ".join(operation.get(name, "") for name in EXPRESSIONS)
    values = operation.get("ExpressionAttributeValues", {})
    for first, last in re.findall(r"BETWEEN (:\w+) AND (:\w+)", expressions):
        if values[first]["S"] > values[last]["S"]:
            raise RefusedRequestError(f"BETWEEN {values[first]} AND {values[last]} is upside down")


def check_start_key(operation: Mapping[str, Any]) -> None:
    """A start key has the keys of table and index, none empty, and lies within the key condition."""
    start_key = operation.get("ExclusiveStartKey")
    if start_key is None:
        return
    index_keys = {
        name
        for index in INDEXES
        if index.name == operation.get("IndexName")
        for name in (index.partition_key, index.sort_key)
    }
    if set(start_key) != {keys.PARTITION_KEY, keys.SORT_KEY} | index_keys:
        raise RefusedRequestError(f"{start_key} is no key of {operation.get('IndexName', 'the table')}")
    if not all(value.get("S", "N") for value in start_key.values()):
        raise RefusedRequestError(f"{start_key} has an empty key attribute")
    names, values = operation["ExpressionAttributeNames"], operation["ExpressionAttributeValues"]
    condition = operation.get("KeyConditionExpression", "")
    for name, value in re.findall(r"(#\w+) = (:\w+)", condition):
        if start_key[names[name]] != values[value]:
            raise RefusedRequestError(f"{start_key} leaves the partition {values[value]}")
    for name, first, last in re.findall(r"(#\w+) BETWEEN (:\w+) AND (:\w+)", condition):
        if not values[first]["S"] <= start_key[names[name]]["S"] <= values[last]["S"]:
            raise RefusedRequestError(f"{start_key} does not match the range key predicate")
    for name, first in re.findall(r"(#\w+) >= (:\w+)", condition):
        if int(start_key[names[name]]["N"]) < int(values[first]["N"]):
            raise RefusedRequestError(f"{start_key} does not match the range key predicate")
