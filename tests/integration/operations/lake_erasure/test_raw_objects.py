"""Event objects without the rows of some users."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto import mock_aws

from tasklake_operations.deployed import clients_in
from tasklake_operations.lake_erasure import RawObjects

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

KEY = "raw/task_events/arrival_hour=2026-03-01-10/a.parquet"


@pytest.fixture
def s3() -> "Iterator[S3Client]":
    with mock_aws():
        s3 = clients_in("us-east-1").client("s3")
        s3.create_bucket(Bucket="lake")
        yield s3


def put(s3: "S3Client", *users: str, key: str = KEY) -> None:
    """Write an object of an older schema, with a column that the tables declare no longer."""
    changed = pa.array([["title"]] * len(users), pa.list_(pa.field("element", pa.string())))
    at = pa.array([0] * len(users), pa.timestamp("ms"))
    rows = pa.table({"user_id": list(users), "before": list(users), "changed": changed, "occurred_at": at})
    file = BytesIO()
    pq.write_table(rows, file, store_schema=False)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    s3.put_object(Bucket="lake", Key=key, Body=file.getvalue())


def schema_and_users(s3: "S3Client") -> tuple[pa.Schema, list[Any]]:
    body = s3.get_object(Bucket="lake", Key=KEY)["Body"].read()
    rows = pq.read_table(BytesIO(body))  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    return rows.schema, rows["user_id"].to_pylist()


def keys(s3: "S3Client") -> list[str]:
    return [found.get("Key", "") for found in s3.list_objects_v2(Bucket="lake").get("Contents", [])]


def test_the_rows_of_others_stay_in_the_columns_that_the_file_has(s3: "S3Client") -> None:
    put(s3, "ada", "bob", "ada", "eve")
    schema, _ = schema_and_users(s3)

    RawObjects(s3, "lake").take_out(KEY, ["ada", "nobody"])

    assert schema_and_users(s3) == (schema, ["bob", "eve"])


def test_an_object_without_others_goes_and_one_that_is_gone_is_nothing_to_do(s3: "S3Client") -> None:
    put(s3, "ada", "eve")
    for _ in range(2):
        RawObjects(s3, "lake").take_out(KEY, ["ada", "eve"])
        assert keys(s3) == []


def test_what_another_run_wrote_meanwhile_is_not_undone(s3: "S3Client") -> None:
    put(s3, "ada", "bob", "eve")
    once(s3, "PutObject", lambda: RawObjects(s3, "lake").take_out(KEY, ["eve"]))

    RawObjects(s3, "lake").take_out(KEY, ["ada"])

    assert schema_and_users(s3)[1] == ["bob"]


def once(s3: "S3Client", operation: str, act: Callable[[], None]) -> None:
    """Do something right before the first request of a kind."""
    event = f"before-call.s3.{operation}"

    def before(**_: object) -> None:
        s3.meta.events.unregister(event, before)
        act()

    s3.meta.events.register(event, before)


def test_what_no_table_reaches_goes_although_a_rewrite_renewed_it(s3: "S3Client") -> None:
    hours = ("2026-02-27-23", "2026-02-28-12", "2026-03-10-12")
    names = [
        f"raw/{table}/arrival_hour={hour}/a.parquet"
        for table in ("task_events", "user_events")
        for hour in hours
    ]
    for name in names:
        put(s3, "bob", key=name)

    assert RawObjects(s3, "lake").expire(datetime(2026, 3, 31, 12, tzinfo=UTC), days=30) == 2

    assert keys(s3) == [name for name in names if hours[0] not in name]
