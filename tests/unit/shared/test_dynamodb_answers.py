"""Answers decoded by json.loads are what botocore's own parser makes of them, and errors and retries stay botocore's."""

import binascii
import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import ListShape, MapShape, Shape, StructureShape

from tasklake.repository.dynamodb_answers import OPERATIONS, decode_answers

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type Reply = tuple[int, bytes, bool]
"""Status, body, and whether the CRC of the body is right."""

UNITS = {"TableName": "t", "CapacityUnits": 1.5, "GlobalSecondaryIndexes": {"i": {"CapacityUnits": 0.5}}}
KEY = {"pk": {"S": "USER#1"}, "sk": {"S": "TASK#1"}}
ITEMS: dict[str, dict[str, Any]] = {
    "empty": {},
    "scalars": {**KEY, "n": {"N": "-1.5E+20"}, "yes": {"BOOL": True}, "nothing": {"NULL": True}, "é": {"S": ""}},
    "sets": {**KEY, "labels": {"SS": ["a", "b"]}, "numbers": {"NS": ["1", "2"]}},
    "nested": {**KEY, "list": {"L": [{"S": "a"}, {"L": []}, {"M": {"L": {"L": [{"N": "1"}]}, "S": {"M": {}}}}]}},
    "binary": {**KEY, "b": {"B": "AAEC"}, "bs": {"BS": ["AAEC", ""]}, "deep": {"L": [{"M": {"b": {"B": "/w=="}}}]}},
    "binary in name alone": {"B": {"S": "BS"}, "BS": {"M": {"B": {"S": "null"}}}, "null": {"S": '"B"'}},
    "odd texts": {"title": {"S": 'q"B"\u2028\x01'}, "other": {"S": "\N{GRINNING FACE}null"}},
}  # fmt: skip
PREFIX = "com.amazonaws.dynamodb.v20120810#"
REASONS = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "m", "Item": ITEMS["nested"]}, {"Code": "TransactionConflict"}]  # fmt: skip
ERRORS: dict[str, dict[str, Any]] = {
    f"{PREFIX}ConditionalCheckFailedException": {"Item": ITEMS["binary"]},
    f"{PREFIX}TransactionCanceledException": {"CancellationReasons": REASONS},
    f"{PREFIX}TransactionConflictException": {},
    f"{PREFIX}ProvisionedThroughputExceededException": {},
    f"{PREFIX}ThrottlingException": {},
    "com.amazon.coral.validate#ValidationException": {},
    f"{PREFIX}Unheard": {"Item": ITEMS["scalars"]},
}
ODD = [b"", b"{}", b"[]", b"null", b'"x"', b"1", b"<html>no</html>", b'{"Item":', b"\xff\xfe", b'{"Item":null}', b'{"Item":{"a":{"S":null}}}', b'{"New":1}', b'{"message":"m"}', b'{"__type":"X"}']  # fmt: skip

CALLS: dict[str, dict[str, Any]] = {
    "batch_get_item": {"RequestItems": {}},
    "batch_write_item": {"RequestItems": {}},
    "delete_item": {"TableName": "t", "Key": KEY},
    "get_item": {"TableName": "t", "Key": KEY},
    "put_item": {"TableName": "t", "Item": KEY},
    "query": {"TableName": "t"},
    "scan": {"TableName": "t"},
    "transact_get_items": {"TransactItems": []},
    "transact_write_items": {"TransactItems": [], "ClientRequestToken": "t"},
    "update_item": {"TableName": "t", "Key": KEY},
    "describe_table": {"TableName": "t"},
}
every_call = pytest.mark.parametrize("call", CALLS)


def success(call: str, item: dict[str, Any]) -> dict[str, Any]:
    metrics = {"ItemCollectionKey": KEY, "SizeEstimateRangeGB": [0.0, 1.0]}
    several = {"Items": [item, {}, item], "Count": 3, "ScannedCount": 3, "LastEvaluatedKey": item}
    written = {"Attributes": item, "ItemCollectionMetrics": metrics}
    bodies: dict[str, dict[str, Any]] = {
        "batch_get_item": {"Responses": {"t": [item]}, "UnprocessedKeys": {"t": {"Keys": [KEY]}}},
        "batch_write_item": {"UnprocessedItems": {"t": [{"PutRequest": {"Item": item}}]}},
        "get_item": {"Item": item},
        "query": several,
        "scan": several,
        "transact_get_items": {"Responses": [{"Item": item}, {}]},
        "transact_write_items": {"ItemCollectionMetrics": {"t": [metrics]}},
        "describe_table": {"Table": {"TableName": "t", "CreationDateTime": 1.7e9, "ItemCount": 3}},
    }
    has_several_tables = call.startswith(("batch", "transact"))
    return {**bodies.get(call, written), "ConsumedCapacity": [UNITS] if has_several_tables else UNITS}


class Table:
    """Answers the requests of a client one after the other, the last reply again and again."""

    def __init__(self) -> None:
        config = Config(parameter_validation=False, retries={"mode": "standard", "total_max_attempts": 3})
        session: Any = boto3.Session("test", "test", region_name="us-east-1")
        self.client: DynamoDBClient = session.client("dynamodb", config=config)
        events: Any = self.client.meta.events
        events.register("before-send.dynamodb", self._answer)
        self._replies: tuple[Reply, ...] = ()
        self._sent = 0

    def outcome(self, call: str, *replies: Reply) -> object:
        """Return the answer or the error of a call, and how often it was sent."""
        self._replies, self._sent = replies, 0
        try:
            answer: object = getattr(self.client, call)(**CALLS[call])
        except ClientError as error:
            return type(error).__name__, str(error), error.response, self._sent
        except (AttributeError, BotoCoreError, ValueError) as error:  # botocore's way to say no to an array
            return type(error).__name__, str(error), self._sent
        return answer, self._sent

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        status, body, is_whole = self._replies[min(self._sent, len(self._replies) - 1)]
        self._sent += 1
        headers: Any = {"x-amzn-requestid": "R", "x-amz-crc32": str(binascii.crc32(body) ^ (not is_whole))}
        response: Any = AWSResponse(request.url, status, headers, None)
        response._content = body  # noqa: SLF001  # as if read already
        return response


@pytest.fixture(scope="module")
def tables() -> tuple[Table, Table]:
    """One answered as by botocore alone, one by json.loads."""
    slow, fast = Table(), Table()
    decode_answers(fast.client)
    return slow, fast


@pytest.fixture(autouse=True)
def _no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    def skip(_: float) -> None: ...

    monkeypatch.setattr(time, "sleep", skip)


def replies(call: str) -> Iterator[tuple[Reply, ...]]:
    plain = json.dumps(success(call, ITEMS["scalars"])).encode()
    for item in ITEMS.values():
        for is_ascii in (True, False):
            yield ((200, json.dumps(success(call, item), ensure_ascii=is_ascii).encode(), True),)
    for kind, members in ERRORS.items():
        body = json.dumps({"__type": kind, "message": "m", **members}).encode()
        yield ((400, body, True),)
        yield (400, body, True), (200, plain, True)
    for body in ODD:
        for status in (200, 400, 500):
            yield ((status, body, True),)
            yield (status, body, False), (200, plain, True)
    yield (200, plain[:-9], False), (200, plain, False), (200, plain, True)


@every_call
def test_answers_are_what_botocore_makes_of_them(call: str, tables: tuple[Table, Table]) -> None:
    slow, fast = tables
    for each in replies(call):
        assert fast.outcome(call, *each) == slow.outcome(call, *each), each


@every_call
def test_only_plain_answers_come_past_botocores_parser(call: str, tables: tuple[Table, Table]) -> None:
    _, fast = tables
    left: list[bytes] = []

    def look(response_dict: dict[str, Any], **_: object) -> None:
        left.append(response_dict["body"])

    events = fast.client.meta.events
    events.register_last("before-parse.dynamodb", look)
    plain, binary = (json.dumps(success(call, ITEMS[name])).encode() for name in ("nested", "binary"))
    fast.outcome(call, (200, plain, True))
    fast.outcome(call, (200, binary, True))
    events.unregister("before-parse.dynamodb", look)
    is_decoded = call.title().replace("_", "") in OPERATIONS
    has_binary = b'"B"' in binary
    assert left == [b"{}" if is_decoded else plain, binary if has_binary or not is_decoded else b"{}"]


def test_botocore_converts_nothing_else_in_them(tables: tuple[Table, Table]) -> None:
    model = tables[0].client.meta.service_model
    converted = {
        name: conversions(model.operation_model(name).output_shape, set())
        for name in OPERATIONS | {"DescribeTable"}
    }
    assert converted.pop("DescribeTable") == {"timestamp"}
    assert set().union(*converted.values()) == {"blob"}


def conversions(shape: Shape | None, seen: set[str]) -> set[str]:
    """Return what botocore's JSON parser does to the values of a shape, besides checking and copying them."""
    if shape is None or shape.name in seen:
        return set()
    seen.add(shape.name)
    found = {shape.type_name} & {"blob", "timestamp"}
    found |= {trait for trait in ("location", "locationName", "document", "union", "eventstream") if shape.serialization.get(trait)}  # fmt: skip
    members: list[Shape] = []
    if isinstance(shape, StructureShape):
        members = [*shape.members.values()]
        found |= {"union"} if shape.is_tagged_union else set()
    elif isinstance(shape, ListShape):
        members = [shape.member]
    elif isinstance(shape, MapShape):
        members = [shape.key, shape.value]
    return found.union(*(conversions(member, seen) for member in members))
