import io
from collections.abc import Callable

import pyarrow.parquet as pq

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.system.client import Client

TASK = {
    "title": 'Pay the "rent" 🏠\n',
    "priority": "high",
    "category": "home",
    "labels": ["🏠 flat", "2031"],
    "due_date": "2031-01-31",
}


def test_a_task_created_changed_and_deleted_over_http_is_answered_by_sql(
    client: Client, lake: AthenaWorkgroup, eventually: Callable[..., None]
) -> None:
    answer = client.answer("POST", "/v1/tasks", TASK)
    assert answer.status == 201
    task, creation = answer.json(), answer.headers["x-request-id"]
    current = f"""
        SELECT user_id, status, priority, category, labels, CAST(due_date AS varchar) AS due_date, version, request_id
        FROM tasks WHERE task_id = '{task["id"]}'
    """
    row = {
        "user_id": client.user_id,
        "status": "pending",
        "priority": "high",
        "category": "home",
        "labels": "[2031, 🏠 flat]",
        "due_date": "2031-01-31",
        "version": 1,
        "request_id": creation,
    }
    eventually(lambda: lake.query(current).to_pylist(), [row])

    answer = client.answer(
        "PATCH", f"/v1/tasks/{task['id']}", {"status": "completed", "category": None, "labels": []}
    )
    assert answer.status == 200
    change = answer.headers["x-request-id"]
    changed = row | {
        "status": "completed",
        "category": None,
        "labels": None,
        "version": 2,
        "request_id": change,
    }
    eventually(lambda: lake.query(current).to_pylist(), [changed])

    answer = client.answer("DELETE", f"/v1/tasks/{task['id']}")
    assert answer.status == 204
    deletion = answer.headers["x-request-id"]
    eventually(lambda: lake.query(current).to_pylist(), [])

    history = f"""
        SELECT op, version, previous_status, array_join(changed, ' ') AS changed, request_id
        FROM task_events WHERE task_id = '{task["id"]}' ORDER BY version
    """
    assert [tuple(row.values()) for row in lake.query(history).to_pylist()] == [
        ("insert", 1, None, "title status priority category labels due_date created_at", creation),
        ("update", 2, "pending", "status category labels completed_at", change),
        ("delete", 3, "completed", "", deletion),
    ]


def test_the_changes_of_a_batch_reach_the_lake_each_by_itself(
    client: Client, lake: AthenaWorkgroup, eventually: Callable[..., None]
) -> None:
    changed, deleted = (client.send("POST", "/v1/tasks", {"title": "x"})[1]["id"] for _ in range(2))
    operations = [
        {"op": "create", "task": TASK},
        {"op": "update", "id": changed, "task": {"status": "completed"}, "if_match": '"1"'},
        {"op": "delete", "id": deleted},
    ]
    answer = client.answer("POST", "/v1/tasks/batch", {"operations": operations})
    assert answer.status == 200, answer.data
    created = answer.json()["results"][0]["id"]
    events = f"""
        SELECT task_id, op, version FROM task_events WHERE request_id = '{answer.headers["x-request-id"]}'
    """
    expected = {(created, "insert", 1), (changed, "update", 2), (deleted, "delete", 2)}
    eventually(lambda: {tuple(row.values()) for row in lake.query(events).to_pylist()}, expected)


def test_nothing_personal_reaches_the_lake(
    client: Client, system: LocalSystem, lake: AthenaWorkgroup, eventually: Callable[..., None]
) -> None:
    client.send("POST", "/v1/tasks", {"title": "Zanzibar", "description": "Xylophone"})
    count = f"SELECT count(*) AS n FROM task_events WHERE user_id = '{client.user_id}'"
    eventually(lambda: lake.query(count).to_pylist(), [{"n": 1}])
    s3, bucket = system.session.client("s3"), system.outputs.lake_bucket
    keys = [listed.get("Key", "") for listed in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    assert [key for key in keys if key.endswith(".parquet")]
    for key in keys:
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        content = rows_of(body) if key.endswith(".parquet") else body.decode(errors="replace")
        assert not [word for word in ("Zanzibar", "Xylophone", "@example.com") if word in content], key


def rows_of(body: bytes) -> str:
    # Decoded, since a word in a compressed page could go unseen.
    rows = pq.ParquetFile(io.BytesIO(body)).read()  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    return str(rows.to_pylist())
