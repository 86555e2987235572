import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from botocore.exceptions import ClientError

from tasklake.items import email_claim_item, item_from_task, item_from_user
from tasklake.models import TaskStatus
from tasklake_stream_etl.object_keys import NotAStreamEventError
from tests.integration.stream_etl.function import StreamEtlFunction
from tests.unit.stream_etl.parquet_reader import rows_in
from tests.unit.stream_etl.table_changes import TASK, UPDATED, USER, Record, change

FIRST, LAST = "000000000000000000700", "000000000000000000704"
EVENT_ID = "000000000000000000000000000002bc"
TASK_OBJECT = f"raw/task_events/dt=2026-03-01/hour=11/{FIRST}-{LAST}-{EVENT_ID}.parquet"
USER_OBJECT = f"raw/user_events/dt=2026-03-01/hour=11/{FIRST}-{LAST}-{EVENT_ID}.parquet"
QUARANTINE_OBJECT = f"quarantine/2026/03/01/{FIRST}-{LAST}-{EVENT_ID}.jsonl"


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


def test_a_batch_becomes_one_object_for_each_table_and_one_for_quarantine(
    function: StreamEtlFunction,
) -> None:
    assert function.invoke(batch()) == {"batchItemFailures": []}

    assert set(function.objects("lake")) == {TASK_OBJECT, USER_OBJECT}
    assert set(function.objects("failures")) == {QUARANTINE_OBJECT}
    content_types = {
        key: function.s3.head_object(Bucket=bucket, Key=key)["ContentType"]
        for bucket, key in (("lake", TASK_OBJECT), ("failures", QUARANTINE_OBJECT))
    }
    assert content_types == {
        TASK_OBJECT: "application/vnd.apache.parquet",
        QUARANTINE_OBJECT: "application/x-ndjson",
    }


def test_arrow_reads_the_rows_in_the_order_of_the_stream(function: StreamEtlFunction) -> None:
    function.invoke(batch())

    rows = rows_in(function.objects("lake")[TASK_OBJECT])

    assert [(row["op"], row["version"], row["status"], row["previous_status"]) for row in rows] == [
        ("insert", 1, "pending", None),
        ("update", 2, "completed", "pending"),
        ("delete", 3, "completed", "completed"),
    ]


def test_sql_reads_timestamps_dates_and_lists(function: StreamEtlFunction, tmp_path: Path) -> None:
    function.invoke(batch())
    file = tmp_path / "events.parquet"
    file.write_bytes(function.objects("lake")[TASK_OBJECT])

    database = duckdb.connect()
    database.execute("CREATE TABLE events AS SELECT * FROM read_parquet(?)", [str(file)])

    types = dict(database.execute("SELECT column_name, column_type FROM (DESCRIBE events)").fetchall())
    updates = database.execute(
        "SELECT due_date, completed_at, changed FROM events WHERE op = 'update'"
    ).fetchall()

    assert types["occurred_at"] == types["completed_at"] == "TIMESTAMP"
    assert (types["due_date"], types["changed"], types["version"]) == ("DATE", "VARCHAR[]", "BIGINT")
    assert (types["schema_version"], types["sequence"]) == ("INTEGER", "VARCHAR")
    assert updates == [(date(2026, 3, 9), UPDATED.replace(tzinfo=None), ["status", "completed_at"])]


def test_quarantine_holds_the_whole_record_and_the_reason(function: StreamEtlFunction) -> None:
    function.invoke(batch())

    (line,) = function.objects("failures")[QUARANTINE_OBJECT].splitlines()

    assert json.loads(line) == {"reason": "entity is unknown", "record": batch()[2]}


def test_personal_data_does_not_reach_the_lake(function: StreamEtlFunction) -> None:
    function.invoke(batch())

    for body in function.objects("lake").values():
        for row in rows_in(body):
            assert not {"Ada Lovelace", "Call Ada Lovelace", "ada@example.com", "about the engine"} & {
                value for value in row.values() if isinstance(value, str)
            }


def test_the_same_batch_again_overwrites_itself_byte_for_byte(function: StreamEtlFunction) -> None:
    function.invoke(batch())
    lake, failures = function.objects("lake"), function.objects("failures")

    function.invoke(batch())

    assert function.objects("lake") == lake
    assert function.objects("failures") == failures


@pytest.mark.parametrize("bucket", ["lake", "failures"])
def test_a_failed_write_fails_the_batch_and_a_retry_repairs_it(
    function: StreamEtlFunction, bucket: str
) -> None:
    function.s3.delete_bucket(Bucket=bucket)

    with pytest.raises(ClientError, match="NoSuchBucket"):
        function.invoke(batch())
    function.s3.create_bucket(Bucket=bucket)
    function.invoke(batch())

    assert set(function.objects("lake")) == {TASK_OBJECT, USER_OBJECT}
    assert set(function.objects("failures")) == {QUARANTINE_OBJECT}


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


def test_an_event_of_something_else_fails(function: StreamEtlFunction) -> None:
    with pytest.raises(NotAStreamEventError):
        function.invoke([{"messageId": "1", "body": "hello"}])
