"""A user who leaves is searched for in every object of every bucket of a running system."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tasklake_devkit.local_system import LocalSystem
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client

CATEGORY = "Ada's own words"


@pytest.fixture
def tasklake(system: LocalSystem) -> Shell:
    return Shell(system.state.root)


def totals(system: LocalSystem, user_id: str) -> list[dict[str, Any]]:
    relations = ("task_events", "task_history", "task_states", "tasks", "task_timeline")
    return system.lake.query(
        " UNION ALL ".join(
            f"SELECT '{name}' AS name, count(DISTINCT task_id) AS n FROM {name} WHERE user_id = '{user_id}'"
            for name in relations
        )
    ).to_pylist()


@pytest.mark.journey
@pytest.mark.timeout(900)
def test_nothing_that_stays_tells_of_a_user_who_was_erased_while_writers_and_merges_went_on(
    system: LocalSystem,
    client: Client,
    sign_up: Callable[..., Client],
    tasklake: Shell,
    eventually: Callable[..., None],
) -> None:
    ada = sign_up()
    for number in range(3):
        for writer in (ada, client):
            status, _ = writer.send("POST", "/v1/tasks", {"title": f"{number}", "category": CATEGORY[:5]})
            assert status == 201
    ada.send("POST", "/v1/tasks", {"title": "More", "category": CATEGORY})
    for key in ("quarantine/poison.jsonl", "aws/lambda/given-up"):
        body = json.dumps({"reason": "a test", "record": ada.user_id}) + "\n"
        system.session.client("s3").put_object(Bucket=system.outputs.failure_bucket, Key=key, Body=body)
    assert tasklake.run_here("lake", "erase", ada.user_id).returncode == 1  # not erased
    system.wait_until_caught_up()
    assert tasklake.run_here("lake", "maintain").returncode == 0
    copy = f"SELECT task_id, user_id FROM tasks WHERE user_id = '{ada.user_id}'"
    kept = tasklake.run_here("sql", f"CREATE TABLE tasklake_local_scratch.copied AS {copy}")
    assert kept.returncode == 0, kept.stderr
    before = totals(system, client.user_id)
    exported = tasklake.run_here("lake", "export", ada.user_id)
    rows = [json.loads(line) for line in exported.stdout.splitlines()]
    assert {row["relation"] for row in rows} == {
        *("task_events", "task_history", "task_states", "user_events", "user_history", "user_states")
    }
    assert {row["user_id"] for row in rows} == {ada.user_id}
    ada.send("DELETE", "/v1/users/me")
    eventually(lambda: ada.send("GET", "/v1/users/me")[0], 410)
    system.wait_until_caught_up()

    erasing = tasklake.begin("lake", "erase", ada.user_id)
    others = sign_up()
    while erasing.poll() is None:
        others.send("POST", "/v1/tasks", {"title": "Meanwhile"})
        assert tasklake.run_here("lake", "maintain").returncode == 0
    _, said = erasing.communicate()
    assert erasing.returncode == 0, said
    system.wait_until_caught_up()
    assert tasklake.run_here("lake", "maintain").returncode == 0

    again = tasklake.run_here("lake", "erase", ada.user_id, "--format", "json")
    assert "Event objects rewritten: 0. Rows found in merged tables: 0." in again.stderr
    assert [row["n"] for row in totals(system, ada.user_id)] == [0] * 5
    assert totals(system, client.user_id) == before
    proved = tasklake.run_here(
        "lake", "erase", "--prove", ada.user_id, "--marker", CATEGORY, "--format", "json"
    )
    left = [json.loads(line) for line in proved.stdout.splitlines()]
    assert (proved.returncode, [each for each in left if each["goes_by"] is None]) == (0, []), proved.stderr
    assert {"quarantine/poison.jsonl", "aws/lambda/given-up"} <= {
        each["object"].split("/", 3)[3] for each in left
    }
    assert any("/tables/" in each["object"] for each in left)
    verified = tasklake.run_here("lake", "verify", "--settle", "1", "--format", "json")
    assert ada.user_id not in verified.stdout
