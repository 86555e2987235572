"""A release that does not understand a task, the release that does, and what failed in between."""

import io
import json
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import urllib3

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BAD_RELEASE = """
from tasklake_stream_etl import batch
from tasklake_stream_etl.handler import handler
from tasklake_stream_etl.stream_records import MalformedRecordError

understand = batch.rows_of

def rows_of(records, *how):
    if "Poison" in str(records):
        raise MalformedRecordError("title is unheard of")
    if "Hopeless" in str(records):
        raise RuntimeError("this release fails")
    return understand(records, *how)

batch.rows_of = rows_of
"""


@contextmanager
def bad_release(system: LocalSystem) -> Generator[None]:
    """Let the ETL function run a release inside the block that understands no poison, and fails of what is hopeless."""
    client, name = system.session.client("lambda"), system.outputs.stream_etl_function_name
    function = client.get_function(FunctionName=name)
    released = urllib3.request("GET", function.get("Code", {}).get("Location", "")).data
    archive = io.BytesIO(released)
    with zipfile.ZipFile(archive, "a") as writer:
        writer.writestr("bad_release.py", BAD_RELEASE)
    client.update_function_code(FunctionName=name, ZipFile=archive.getvalue())
    client.update_function_configuration(FunctionName=name, Handler="bad_release.handler")
    try:
        yield
    finally:
        client.update_function_code(FunctionName=name, ZipFile=released)
        handler = function.get("Configuration", {}).get("Handler", "")
        client.update_function_configuration(FunctionName=name, Handler=handler)


def quarantine_of(s3: "S3Client", bucket: str, user_id: str) -> set[str]:
    """Return the objects of the quarantine that hold changes of a user."""
    listed = s3.list_objects_v2(Bucket=bucket, Prefix="quarantine/").get("Contents", [])
    names = [entry.get("Key", "") for entry in listed]
    bodies = {name: s3.get_object(Bucket=bucket, Key=name)["Body"].read().decode() for name in names}
    return {f"s3://{bucket}/{name}" for name, body in bodies.items() if user_id in body}


def redrive(tasklake: Shell, objects: set[str], *options: str) -> set[tuple[str, str]]:
    """Return the reasons and the state of the objects, in a lake where other tests leave theirs too."""
    done = tasklake.run_here("lake", "redrive", "--format", "json", *options)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert objects <= {row["object"] for row in rows}, done.stderr
    return {(row["reasons"], row["state"]) for row in rows if row["object"] in objects}


def test_what_a_bad_release_quarantined_reaches_sql_once_it_is_mended(
    system: LocalSystem,
    client: Client,
    lake: AthenaWorkgroup,
    tasklake: Shell,
    eventually: Callable[..., None],
) -> None:
    s3, bucket = system.session.client("s3"), system.outputs.failure_bucket
    with bad_release(system):
        _, task = client.send("POST", "/v1/tasks", {"title": "Poison"})
        client.send("PATCH", f"/v1/tasks/{task['id']}", {"status": "completed"})
        system.wait_until_caught_up()
        objects = quarantine_of(s3, bucket, client.user_id)
        assert {state for _, state in redrive(tasklake, objects)} == {"pending"}
        again = redrive(tasklake, objects, "--apply")
        assert {state for _, state in again} == {"quarantined"}
        assert all("title is unheard of" in reasons for reasons, _ in again)

    objects = quarantine_of(s3, bucket, client.user_id)
    assert {state for _, state in redrive(tasklake, objects, "--apply")} == {"delivered"}

    query = f"SELECT version, status FROM tasks WHERE task_id = '{task['id']}'"
    assert lake.query(query).to_pylist() == [{"version": 2, "status": "completed"}]
    assert quarantine_of(s3, bucket, client.user_id) == set()
