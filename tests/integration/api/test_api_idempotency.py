"""Creating a task again with the same Idempotency-Key."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3

from tests.integration.api.http_api import Answer, HttpApi, Token
from tests.integration.concurrent_requests import at_once, concurrent_requests

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient

KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'
TASK = {
    "title": " Ship it ",
    "description": "All of it",
    "status": "completed",
    "category": "work",
    "due_date": "2026-12-01",
}


def create(
    api: HttpApi, token: Token, key: str = KEY, body: object = TASK, target: str = "/v1/tasks"
) -> Answer:
    return api.request("POST", target, token, json_body=body, headers={"Idempotency-Key": key})


def titles(api: HttpApi, token: Token) -> list[str]:
    return [task["title"] for task in api.get("/v1/tasks", token).json["items"]]


def changes_in_stream(table_name: str) -> list[str]:
    """Return what happened to what kind of item, for each record of the table's stream."""
    # Any: boto3's own overloads name the stubs of services that are not installed.
    session: Any = boto3.Session("test", "test", region_name="us-east-1")
    streams: DynamoDBStreamsClient = session.client("dynamodbstreams")
    (stream,) = streams.list_streams(TableName=table_name)["Streams"]
    arn = stream.get("StreamArn", "")
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"].get("Shards", [])
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard.get("ShardId", ""), ShardIteratorType="TRIM_HORIZON"
    )
    records = streams.get_records(ShardIterator=iterator.get("ShardIterator", ""))["Records"]
    return [
        f"{record.get('eventName')} {record.get('dynamodb', {}).get('NewImage', {})['entity'].get('S')}"
        for record in records
    ]


def without(answer: Answer, *headers: str) -> tuple[int, str, dict[str, str]]:
    return (
        answer.status,
        answer.text,
        {name: value for name, value in answer.headers.items() if name not in headers},
    )


def test_a_repetition_gets_the_first_answer_marked(api: HttpApi, ada: Token) -> None:
    first = create(api, ada)
    again = create(api, ada)
    assert first.status == 201
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    varying = ("Idempotency-Replayed", "x-request-id")
    assert without(again, *varying) == without(first, *varying)
    assert titles(api, ada) == ["Ship it"]


def test_the_first_answer_stays_when_the_task_does_not(api: HttpApi, ada: Token) -> None:
    first = create(api, ada)
    api.patch(first.location, ada, {"title": "Changed"})
    assert create(api, ada).text == first.text
    api.delete(first.location, ada)
    assert create(api, ada).text == first.text
    assert titles(api, ada) == []


def test_another_content_is_refused(api: HttpApi, ada: Token) -> None:
    create(api, ada)
    answer = create(api, ada, body={"title": "Ship it"})
    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")
    assert titles(api, ada) == ["Ship it"]


def test_other_keys_and_other_users_make_other_tasks(api: HttpApi, ada: Token, grace: Token) -> None:
    answers = [create(api, ada), create(api, ada, key="another"), create(api, grace)]
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 3
    assert not any("Idempotency-Replayed" in answer.headers for answer in answers)


def test_both_routes_to_a_users_tasks_share_the_keys(api: HttpApi, ada: Token, admin: Token) -> None:
    first = create(api, ada)
    again = create(api, admin, target=f"/v1/users/{ada.sub}/tasks")
    assert again.text == first.text
    assert again.location == f"/v1/users/{ada.sub}/tasks/{first.json['id']}"
    assert len(titles(api, ada)) == 1


def test_an_invalid_request_uses_up_no_key(api: HttpApi, ada: Token) -> None:
    assert create(api, ada, body={"title": ""}).problem == "validation-failed"
    answer = create(api, ada)
    assert (answer.status, answer.headers.get("Idempotency-Replayed")) == (201, None)


def test_where_no_task_is_created_the_header_is_ignored(api: HttpApi, ada: Token) -> None:
    task = create(api, ada, key="first").location
    headers = {"Idempotency-Key": "first"}
    assert api.get(task, ada, headers).status == 200
    assert api.patch(task, ada, {"title": "Once"}, headers).json["version"] == 2
    assert api.patch(task, ada, {"title": "Twice"}, headers).json["version"] == 3
    assert [api.delete(task, ada, headers).status for _ in range(2)] == [204, 204]
    answer = api.request("POST", "/v1/users", ada, json_body={"name": "Ada"}, headers=headers)
    assert answer.problem == "user-exists"


def test_many_requests_of_one_key_make_one_task_and_one_change(
    new_api: Callable[[], HttpApi], ada: Token, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    dynamodb.update_table(
        TableName=table_name,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    # A resolver keeps the request that it is at, as Lambda gives each one at a time.
    apis = [new_api() for _ in range(100)]

    with concurrent_requests(dynamodb) as arbiter:
        answers = at_once(100, lambda number: create(apis[number], ada))

    assert arbiter.conflicts > 0
    assert {answer.status for answer in answers} == {201}
    varying = ("Idempotency-Replayed", "x-request-id")
    assert len({json.dumps(without(answer, *varying)) for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 99
    assert titles(apis[0], ada) == ["Ship it"]
    assert sorted(changes_in_stream(table_name)) == ["INSERT idempotency", "INSERT task"]
