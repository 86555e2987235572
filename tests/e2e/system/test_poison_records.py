import json
from collections.abc import Callable

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.system.client import Client


def quarantined(system: LocalSystem) -> dict[str, str]:
    """Return the reason of every quarantined record, by its partition key."""
    s3, bucket = system.session.client("s3"), system.outputs.failure_bucket
    reasons: dict[str, str] = {}
    for listed in s3.list_objects_v2(Bucket=bucket, Prefix="quarantine/").get("Contents", []):
        body = s3.get_object(Bucket=bucket, Key=listed.get("Key", ""))["Body"].read().decode()
        for line in body.splitlines():
            entry = json.loads(line)
            reasons[entry["record"]["dynamodb"]["Keys"]["pk"]["S"]] = entry["reason"]
    return reasons


def test_poison_is_quarantined_whole_and_blocks_nothing(
    system: LocalSystem, client: Client, lake: AthenaWorkgroup, eventually: Callable[..., None]
) -> None:
    dynamodb, table = system.session.client("dynamodb"), system.outputs.table_name
    dynamodb.put_item(
        TableName=table, Item={"pk": {"S": "INVOICE#1"}, "sk": {"S": "X"}, "entity": {"S": "invoice"}}
    )
    dynamodb.put_item(TableName=table, Item={"pk": {"S": "NOTHING#1"}, "sk": {"S": "X"}})
    dynamodb.put_item(
        TableName=table,
        Item={
            "pk": {"S": "USER#poison"},
            "sk": {"S": "TASK#1"},
            "entity": {"S": "task"},
            "version": {"S": "x"},
        },
    )
    _, task = client.send("POST", "/v1/tasks", {"title": "Behind the poison"})

    query = f"SELECT version FROM tasks WHERE task_id = '{task['id']}'"
    eventually(lambda: lake.query(query).to_pylist(), [{"version": 1}])
    eventually(lambda: {"INVOICE#1", "NOTHING#1", "USER#poison"} <= quarantined(system).keys(), expected=True)
    reasons = quarantined(system)
    assert reasons["INVOICE#1"] == "entity is unknown"
    assert reasons["NOTHING#1"] == "entity is missing"
    assert reasons["USER#poison"].startswith(("status", "priority", "version"))
