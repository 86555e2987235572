import json
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from tasklake.items import email_claim_item, item_from_task, item_from_user
from tasklake.models import TaskStatus
from tests.integration.stream_etl.function import StreamEtlFunction
from tests.unit.stream_etl.parquet_reader import rows_in
from tests.unit.stream_etl.table_changes import TASK, UPDATED, USER, Record, change

TASK_FOLDER = "raw/task_events/arrival_hour=2026-03-04-05"
USER_FOLDER = "raw/user_events/arrival_hour=2026-03-04-05"
QUARANTINE_FOLDER = "quarantine/2026/03/04"


def batch() -> list[Record]:
    """Return a user, a task's life of three changes and, among them, a record that cannot be understood."""
    created = replace(TASK, version=1, status=TaskStatus.PENDING, updated_at=TASK.created_at)
    done = replace(TASK, version=2, status=TaskStatus.COMPLETED, completed_at=UPDATED)
    damaged = change(None, {**item_from_task(TASK), "entity": {"S": "project"}}, sequence=702)
    return [
        change(None, item_from_user(USER), sequence=700),
        change(None, item_from_task(created), sequence=701),
        damaged,
        change(item_from_task(created), item_from_task(done), sequence=703),
        change(item_from_task(done), None, sequence=704, created_at=1_772_364_777),
    ]


def task_object(function: StreamEtlFunction) -> bytes:
    (body,) = (body for key, body in function.objects("lake").items() if key.startswith(TASK_FOLDER))
    return body


def quarantined_lines(function: StreamEtlFunction) -> list[bytes]:
    (body,) = function.objects("failures").values()
    return body.splitlines()


def test_a_batch_becomes_one_object_for_each_table_and_one_for_quarantine(
    function: StreamEtlFunction,
) -> None:
    assert function.invoke(batch()) == {"batchItemFailures": []}

    content_types = {
        key.rpartition("/")[0]: function.s3.head_object(Bucket=bucket, Key=key)["ContentType"]
        for bucket in ("lake", "failures")
        for key in function.objects(bucket)
    }
    assert content_types == {
        TASK_FOLDER: "application/vnd.apache.parquet",
        USER_FOLDER: "application/vnd.apache.parquet",
        QUARANTINE_FOLDER: "application/x-ndjson",
    }


def test_the_same_batch_again_in_the_same_hour_overwrites_itself(function: StreamEtlFunction) -> None:
    function.invoke(batch())
    lake, failures = function.objects("lake"), function.objects("failures")

    function.now += timedelta(minutes=10)
    function.invoke(batch())

    assert function.objects("lake").keys() == lake.keys()
    assert function.objects("failures") == failures


def test_mended_records_overwrite_nothing_of_the_batch_they_were_in(function: StreamEtlFunction) -> None:
    good = [
        change(None, item_from_task(replace(TASK, id=name)), sequence=700 + n) for n, name in enumerate("abc")
    ]
    poison = [{**record, "eventName": "UPSERT"} for record in good]

    function.invoke([poison[0], good[1], poison[2]])
    function.invoke([good[0], good[2]])

    rows = [row for body in function.objects("lake").values() for row in rows_in(body)]
    assert sorted(row["task_id"] for row in rows) == ["a", "b", "c"]
    assert [json.loads(line)["record"] for line in quarantined_lines(function)] == [poison[0], poison[2]]


@pytest.mark.parametrize("bucket", ["lake", "failures"])
def test_a_failed_write_fails_the_batch_and_a_retry_repairs_it(
    function: StreamEtlFunction, bucket: str
) -> None:
    function.s3.delete_bucket(Bucket=bucket)

    with pytest.raises(ClientError, match="NoSuchBucket"):
        function.invoke(batch())
    function.s3.create_bucket(Bucket=bucket)
    function.invoke(batch())

    assert len(function.objects("lake")) == 2
    assert len(function.objects("failures")) == 1


def test_nothing_reaches_the_lake_before_quarantine_is_written(function: StreamEtlFunction) -> None:
    function.s3.delete_bucket(Bucket="failures")

    with pytest.raises(ClientError, match="NoSuchBucket"):
        function.invoke(batch())

    assert function.objects("lake") == {}


def test_items_without_a_table_leave_no_object(function: StreamEtlFunction) -> None:
    claim = change(None, email_claim_item("ada@example.com", "user-1"))

    assert function.invoke([claim]) == {"batchItemFailures": []}

    assert function.objects("lake") == {}
    assert function.objects("failures") == {}


def test_an_event_of_something_else_is_quarantined_whole(function: StreamEtlFunction) -> None:
    messages = [{"messageId": "1", "body": "hello"}, {"messageId": "2", "body": "world"}]

    assert function.invoke(messages) == {"batchItemFailures": []}

    assert [json.loads(line)["record"] for line in quarantined_lines(function)] == messages
    assert function.objects("lake") == {}
