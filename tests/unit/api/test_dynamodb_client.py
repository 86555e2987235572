"""The API's own client: its shortcuts past botocore are taken, and what they send is what botocore sends."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import botocore.auth
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.credentials import Credentials
from botocore.serialize import JSONSerializer

from tasklake_api.bootstrap import json_line
from tasklake_api.dynamodb_client import PlainSerializer, dynamodb_client, resolve_once, write_plainly
from tasklake_api.signature import SignatureV4, plain_headers

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

URL = "https://dynamodb.us-east-1.amazonaws.com/"
HEADERS = {"X-Amz-Target": "DynamoDB_20120810.GetItem", "User-Agent": "a  b", "Content-Type": "application/x-amz-json-1.0"}  # fmt: skip
PLAIN: dict[str, dict[str, Any]] = {
    "a request": {},
    "spaces in a header": {"headers": {**HEADERS, "x-other": "  a \t b "}},
    "headers that are not signed": {"headers": {**HEADERS, "X-Amzn-Trace-Id": "Root=1", "Expect": "100-continue"}},
    "another region's endpoint": {"url": "https://dynamodb.eu-central-1.amazonaws.com/"},
    "http": {"url": "http://localhost/"},
    "a path and a query": {"url": "https://h.example/base//path/?b=2&a=%20"},
    "not ASCII": {"data": '{"é": "\N{GRINNING FACE}"}'.encode()},
    "signed before": {"headers": {**HEADERS, "Authorization": "old", "X-Amz-Date": "old", "X-Amz-Security-Token": "old"}},
}  # fmt: skip
ODD: dict[str, dict[str, Any]] = {
    "a port": {"url": "http://127.0.0.1:4566/"},
    "a host in capitals": {"url": "https://H.example/"},
    "a user": {"url": "https://a:b@h.example/"},
    "a host of its own": {"headers": {**HEADERS, "Host": "other.example"}},
    "a header twice": {"twice": "1"},
}
REST: dict[str, dict[str, Any]] = {
    "a date": {"headers": {**HEADERS, "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}},
    "no body": {"data": b""},
    "a body as text": {"data": "{}"},
    "an unsigned body": {"context": {"payload_signing_enabled": False}},
    "a trailing checksum": {"context": {"checksum": {"request_algorithm": {"in": "trailer"}}}},
    "parameters": {"params": {"a": "b"}},
}


@pytest.fixture(autouse=True)
def _midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    def now(*_: object) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)

    monkeypatch.setattr(botocore.auth, "get_current_datetime", now)


def request(
    *,
    url: str = URL,
    data: bytes | str = b'{"TableName":"t"}',
    headers: dict[str, str] = HEADERS,
    twice: str | None = None,
    params: dict[str, str] | None = None,
    context: dict[str, object] | None = None,
) -> AWSRequest:
    made = AWSRequest("POST", url, data=data, params=params)
    for name, value in headers.items():
        made.headers[name] = value
    if twice:
        made.headers.add_header("X-Twice", twice)
        made.headers.add_header("x-twice", twice)
    made.context.update(context or {})
    return made


@pytest.mark.parametrize("token", [None, "token"])
@pytest.mark.parametrize("parts", [*PLAIN.values(), *ODD.values(), *REST.values()], ids=[*PLAIN, *ODD, *REST])
def test_the_signature_is_botocores(parts: dict[str, Any], token: str | None) -> None:
    credentials = Credentials("AKIDEXAMPLE", "s/+=é", token)
    signed: list[list[tuple[str, object]]] = []
    for signer in (SigV4Auth, SignatureV4):
        made, signs = request(**parts), signer(credentials, "dynamodb", "us-east-1")
        signs.add_auth(request(headers={"x-before": "another"}))
        signs.add_auth(made)
        signed.append(list(made.headers.raw_items()))
    assert signed[0] == signed[1]
    assert "Authorization" in dict(signed[0])


@pytest.mark.parametrize("parts", PLAIN.values(), ids=PLAIN)
def test_a_plain_request_is_signed_the_short_way(parts: dict[str, Any]) -> None:
    assert plain_headers(request(**parts))


@pytest.mark.parametrize("parts", ODD.values(), ids=ODD)
def test_an_odd_request_is_left_to_botocore(parts: dict[str, Any]) -> None:
    assert plain_headers(request(**parts)) is None


@pytest.mark.parametrize("other", [("AKID", "other", "us-east-1"), ("AKID", "secret", "eu-west-1")])
def test_a_days_key_is_of_one_secret_and_region(other: tuple[str, str, str]) -> None:
    signatures: list[str] = []
    for access, secret, region in (("AKID", "secret", "us-east-1"), other):
        made = request()
        SignatureV4(Credentials(access, secret), "dynamodb", region).add_auth(made)
        plain = request()
        SigV4Auth(Credentials(access, secret), "dynamodb", region).add_auth(plain)
        assert made.headers["Authorization"] == plain.headers["Authorization"]
        signatures.append(made.headers["Authorization"])
    assert signatures[0] != signatures[1]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> "DynamoDBClient":
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return dynamodb_client()


def test_each_shortcut_is_taken(client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> None:
    urls: list[str] = []
    taken = {"signed": 0, "decoded": 0, "resolved": 0, "written": 0}

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        urls.append(request.url)
        headers: Any = {}
        response: Any = AWSResponse(request.url, 200, headers, None)
        response._content = json.dumps({"Item": {"pk": {"S": "a"}}}).encode()  # noqa: SLF001  # as if read already
        return response

    def parse(response_dict: dict[str, bytes], **_: object) -> None:
        taken["decoded"] += response_dict["body"] == b"{}"

    def resolve(**_: object) -> None:
        taken["resolved"] += 1

    def sign(self: SignatureV4, text: str, request: AWSRequest) -> str:
        taken["signed"] += isinstance(self.headers_to_sign(request), dict)
        return signature(self, text, request)

    def write(self: PlainSerializer, *request: Any) -> object:  # noqa: ANN401  # passed on
        taken["written"] += 1
        return serialize(self, *request)

    signature, serialize = SignatureV4.signature, PlainSerializer.serialize_to_request
    monkeypatch.setattr(SignatureV4, "signature", sign)
    monkeypatch.setattr(PlainSerializer, "serialize_to_request", write)
    events: Any = client.meta.events
    events.register("before-send.dynamodb", answer)
    events.register_last("before-parse.dynamodb", parse)
    events.register("before-endpoint-resolution.dynamodb", resolve)
    for table in ("one", "two"):
        client.get_item(TableName=table, Key={})
        client.query(TableName=table)
        client.update_item(TableName=table, Key={})
        client.batch_write_item(RequestItems={table: []})
        client.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": {}}}])
    assert taken == {"signed": 10, "decoded": 10, "resolved": 1, "written": 10}
    assert urls == [URL] * 10


VALUES: dict[str, Any] = {"S": "d\u00e9j\u00e0 \N{GRINNING FACE}\n", "N": "1", "BOOL": True, "NULL": True, "SS": ["a"], "L": [{"M": {"a": {"S": ""}}}]}  # fmt: skip
REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("GetItem", {"TableName": "t", "Key": {"pk": {"S": "a"}}, "ConsistentRead": True}),
    ("UpdateItem", {"TableName": "t", "Key": {"a": {"S": "b"}}, "ExpressionAttributeNames": {"#a": "b"}}),
    ("PutItem", {"TableName": "t", "Item": {name: {name: value} for name, value in VALUES.items()}}),
    ("PutItem", {"TableName": "t", "Item": {"a": {"B": b"\x00"}, "b": {"BS": [bytearray(b"b")]}}}),
    ("Query", {"TableName": "t", "Limit": 25, "ExpressionAttributeValues": {":a": {"S": "b"}}}),
    ("BatchWriteItem", {"RequestItems": {"t": ({"DeleteRequest": {"Key": {"a": {"S": "b"}}}},)}}),
    (
        "TransactWriteItems",
        {"TransactItems": [{"Put": {"TableName": "t", "Item": {}}}], "ClientRequestToken": "x"},
    ),
    ("ListTables", {}),
]


@pytest.mark.parametrize(("operation", "parameters"), REQUESTS)
def test_a_request_is_written_as_botocore_writes_it(
    client: "DynamoDBClient", operation: str, parameters: dict[str, Any]
) -> None:
    model = client.meta.service_model.operation_model(operation)
    serializer = PlainSerializer()
    serializer.serialize_to_request(parameters, model)["headers"]["x-added"] = "to another request"
    expected = JSONSerializer().serialize_to_request(parameters, model)
    assert serializer.serialize_to_request(parameters, model) == expected


def test_a_client_without_endpoint_rules_or_of_another_serializer_is_left_as_it_is() -> None:
    client: Any = SimpleNamespace(_ruleset_resolver=None, _serializer=None)
    resolve_once(client)
    write_plainly(client)
    assert client == SimpleNamespace(_ruleset_resolver=None, _serializer=None)


def test_a_log_line_is_what_powertools_would_make_of_it() -> None:
    line = {"message": 'é\N{GRINNING FACE}\u2028\x00\x7f"\\/', "none": None, "ms": 1.25, "error": ValueError("no"), "_aws": {"n": [1, True]}}  # fmt: skip
    assert json_line(line) == json.dumps(line, default=str, separators=(",", ":"), ensure_ascii=False)
