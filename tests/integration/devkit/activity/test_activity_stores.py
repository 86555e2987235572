import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto import mock_aws

from tasklake.items import email_claim_item, item_from_task, item_from_user
from tasklake.models import TaskPriority, create_task, create_user, utc_now
from tasklake_devkit.activity.event_objects import S3EventObjects
from tasklake_devkit.activity.requester import TaskVersion
from tasklake_devkit.activity.table_figures import scan_items

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

BUCKET = "lake"


@pytest.fixture
def s3() -> "Iterator[S3Client]":
    with mock_aws():
        # Any: boto3's own overloads name the stubs of services that are not installed.
        session: Any = boto3.Session("test", "test", region_name="us-east-1")
        client: S3Client = session.client("s3")
        client.create_bucket(Bucket=BUCKET)
        yield client


def key_in(hour: datetime, name: str, table: str = "task_events") -> str:
    return f"raw/{table}/arrival_hour={hour:%Y-%m-%d-%H}/{name}.parquet"


def put_rows(s3: "S3Client", key: str, *changes: TaskVersion) -> None:
    content = io.BytesIO()
    table = cast("Any", pa).table(
        {
            "task_id": [change.task_id for change in changes],
            "version": [change.version for change in changes],
            "status": ["pending"] * len(changes),
        }
    )
    cast("Any", pq).write_table(table, content)
    s3.put_object(Bucket=BUCKET, Key=key, Body=content.getvalue())


def test_each_new_event_object_is_listed_once_in_whatever_order_of_keys(s3: "S3Client") -> None:
    now = datetime.now(UTC)
    put_rows(s3, key_in(now, "shard-5-6"), TaskVersion("old", 1))
    objects = S3EventObjects(s3, BUCKET)
    assert objects.list_new() == []
    put_rows(s3, key_in(now, "shard-7-8"), TaskVersion("t1", 1))
    assert objects.list_new() == [key_in(now, "shard-7-8")]
    put_rows(s3, key_in(now, "shard-3-4"), TaskVersion("t1", 2))
    put_rows(s3, key_in(now + timedelta(hours=1), "shard-9-9"), TaskVersion("t1", 3))
    put_rows(s3, key_in(now, "shard-7-8", "user_events"), TaskVersion("u1", 1))
    assert objects.list_new() == [
        key_in(now, "shard-3-4"),
        key_in(now + timedelta(hours=1), "shard-9-9"),
    ]
    assert objects.list_new() == []


def test_an_event_object_gives_the_change_of_each_row(s3: "S3Client") -> None:
    key = key_in(datetime.now(UTC), "shard-1-2")
    put_rows(s3, key, TaskVersion("t1", 1), TaskVersion("t1", 2))
    assert S3EventObjects(s3, BUCKET).read(key) == [TaskVersion("t1", 1), TaskVersion("t1", 2)]


def test_a_scan_finds_all_tasks_and_users_on_all_pages_and_nothing_else(
    dynamodb: "DynamoDBClient", table_name: str
) -> None:
    user = create_user(user_id="u1", email="ada@example.com", name="Ada", now=utc_now(), request_id="r")
    dynamodb.put_item(TableName=table_name, Item=item_from_user(user))
    dynamodb.put_item(TableName=table_name, Item=email_claim_item(user.email, user.id))
    task = create_task(
        user_id="u1",
        title="o1",
        # Four tasks make more than the 1 MB that a page of a scan holds.
        description="x" * 300_000,
        priority=TaskPriority.LOW,
        category="web",
        now=utc_now(),
        request_id="r",
    )
    tasks = [replace(task, id=f"t{number}") for number in range(5)]
    for stored in tasks:
        dynamodb.put_item(TableName=table_name, Item=item_from_task(stored))
    assert sorted(scan_items(dynamodb, table_name), key=lambda found: found.id) == [*tasks, user]
