import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_aws.scheduler import MaintenanceSchedules
from tasklake_devkit.local_system import LocalSystem
from tasklake_lake.statements import statements
from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client
from tests.unit.local_aws.scheduler.time_until import TimeUntil

STATEMENTS = {each.name for each in statements("maintenance")}


def maintain(tasklake: Shell, *options: str) -> dict[str, dict[str, Any]]:
    """Return what each statement of a run came to."""
    done = tasklake.run_here("lake", "maintain", "--format", "json", *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return {run["statement"]: run for run in map(json.loads, done.stdout.splitlines())}


@pytest.mark.journey
def test_what_is_merged_is_asked_for_and_merged_once(
    system: LocalSystem,
    client: Client,
    lake: AthenaWorkgroup,
    tasklake: Shell,
    eventually: Callable[..., None],
) -> None:
    ids = [client.send("POST", "/v1/tasks", {"title": f"Task {number}"})[1]["id"] for number in range(3)]
    client.send("PATCH", f"/v1/tasks/{ids[1]}", {"status": "completed"})
    client.send("DELETE", f"/v1/tasks/{ids[2]}")
    arrived = f"SELECT count(*) AS n FROM task_events WHERE user_id = '{client.user_id}'"
    eventually(lambda: lake.query(arrived).to_pylist(), [{"n": 5}])
    system.wait_until_caught_up()

    first = maintain(tasklake)
    assert first.keys() == STATEMENTS
    assert {run["failure"] for run in first.values()} == {None}

    query = "SELECT task_id, op, version FROM task_states WHERE user_id = ? ORDER BY task_id"
    asked = tasklake.run_here("sql", "--format", "csv", "--parameter", f"'{client.user_id}'", query)
    assert asked.stdout.splitlines() == [
        "task_id,op,version",
        f"{ids[0]},insert,1",
        f"{ids[1]},update,2",
        f"{ids[2]},delete,2",
    ]
    history = f"SELECT count(*) AS n FROM task_history WHERE user_id = '{client.user_id}'"
    assert lake.query(history).to_pylist() == [{"n": 5}]

    options = [f"--parameter='{client.user_id}'", "--parameter='completed'", "--format=json"]
    (line,) = tasklake.run_here("query", "tasks_of_user", *options).stdout.splitlines()
    assert json.loads(line)["task_id"] == ids[1]

    again = maintain(tasklake)
    assert {run["failure"] for run in again.values()} == {None}
    assert all(run["bytes_scanned"] > 0 for name, run in again.items() if name.startswith("merge_task"))
    assert lake.query(history).to_pylist() == [{"n": 5}]


@pytest.mark.journey
def test_a_report_is_written_and_an_unwritable_file_is_named(tasklake: Shell, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = tasklake.run_here("report", "--format", "json", "--since", "2026-01-31", "--out", str(file))
    assert (done.returncode, done.stdout) == (0, f"{file}\n"), done.stderr
    report = json.loads(file.read_text())
    assert (report["stack"], report["since"]) == ("local", "2026-01-31")
    assert all(panel["bytes_scanned"] > 0 and panel["usd"] > 0 for panel in report["panels"])

    refused = tasklake.run_here("report", "--out", str(tmp_path))
    assert refused.returncode == 1
    assert "Name another file with --out." in refused.stderr


def test_one_statement_is_run_alone_over_a_wider_window(tasklake: Shell) -> None:
    since = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
    assert maintain(tasklake, "--only", "merge_user_states", "--since", since).keys() == {"merge_user_states"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--since", "2999-01-01"], "2999-01-01 has not come yet"),
        (["--only", "optimize"], "no statement optimize"),
    ],
)
def test_maintenance_is_not_misused(tasklake: Shell, options: list[str], message: str) -> None:
    misused = tasklake.run_here("lake", "maintain", *options)
    assert misused.returncode == 2
    assert message in misused.stderr


def test_a_statement_that_fails_is_named_and_the_others_run(system: LocalSystem, tasklake: Shell) -> None:
    glue, database = system.session.client("glue"), system.outputs.glue_database
    entry = glue.get_table(DatabaseName=database, Name="user_history")["Table"]
    glue.delete_table(DatabaseName=database, Name="user_history")
    try:
        failed = tasklake.run_here("lake", "maintain", "--format", "json")
    finally:
        kept = ("Name", "TableType", "Parameters", "StorageDescriptor")
        table: Any = {key: value for key, value in entry.items() if key in kept}
        glue.create_table(DatabaseName=database, TableInput=table)
    assert failed.returncode == 1
    runs = [json.loads(line) for line in failed.stdout.splitlines()]
    about_it = {"merge_near_user_history", "merge_far_user_history"}
    assert {run["statement"] for run in runs if run["failure"]} == about_it
    assert len(runs) == len(STATEMENTS)
    assert f"2 of {len(STATEMENTS)} statements failed." in failed.stderr


@pytest.mark.journey
def test_two_repairs_at_once_close_what_was_lost_while_writers_and_merges_run(
    system: LocalSystem, client: Client, tasklake: Shell
) -> None:
    ids = [client.send("POST", "/v1/tasks", {"title": f"Task {number}"})[1]["id"] for number in range(3)]
    client.send("PATCH", f"/v1/tasks/{ids[1]}", {"status": "completed"})
    system.wait_until_caught_up()
    maintain(tasklake)
    lake = maintenance_of(system)
    lake.execute(f"DELETE FROM task_states WHERE task_id = '{ids[0]}'")
    lake.execute(f"UPDATE task_history SET status = 'cancelled' WHERE task_id = '{ids[1]}' AND version = 2")
    lake.execute(f"INSERT INTO task_history SELECT * FROM task_history WHERE task_id = '{ids[2]}'")

    repairs = [tasklake.begin("lake", "repair", "--apply", "--settle", "3") for _ in range(2)]
    while any(repair.poll() is None for repair in repairs):
        ids.append(client.send("POST", "/v1/tasks", {"title": "Meanwhile"})[1]["id"])
        maintain(tasklake)
    for repair in repairs:
        _, said = repair.communicate()
        assert "Items to mend" not in said
        assert repair.returncode == 0, said
    system.wait_until_caught_up()
    maintain(tasklake)

    query = f"SELECT task_id, version, status FROM task_timeline WHERE user_id = '{client.user_id}'"
    rows = sorted(tuple(row.values()) for row in system.lake.query(query).to_pylist())
    assert rows == sorted([(task, 1, "pending") for task in ids] + [(ids[1], 2, "completed")])
    kept = f"SELECT count(*) AS n FROM task_states WHERE user_id = '{client.user_id}'"
    assert system.lake.query(kept).to_pylist() == [{"n": len(ids)}]


def maintenance_of(system: LocalSystem) -> AthenaWorkgroup:
    return AthenaWorkgroup(
        athena=system.session.client("athena"),
        s3=system.session.client("s3"),
        workgroup=system.outputs.maintenance_workgroup,
        database=system.outputs.glue_database,
    )


@pytest.mark.journey
def test_the_scheduled_comparison_finds_what_somebody_wrote_into_the_lake(
    system: LocalSystem, client: Client, tasklake: Shell
) -> None:
    task_id = client.send("POST", "/v1/tasks", {"title": "Doubled"})[1]["id"]
    system.wait_until_caught_up()
    maintain(tasklake)
    twice = f"INSERT INTO task_history SELECT * FROM task_history WHERE task_id = '{task_id}'"
    maintenance_of(system).execute(twice)

    assert run_scheduled(system, "lake-verification") == {"differences": 1}
    assert newest_quality(tasklake)["kinds"] == "doubled 1"
    assert tasklake.run_here("lake", "repair", "--apply", "--settle", "1").returncode == 0


def newest_quality(tasklake: Shell) -> dict[str, Any]:
    query = "SELECT * FROM lake_quality WHERE entity = 'task' ORDER BY checked_at DESC LIMIT 1"
    return json.loads(tasklake.run_here("sql", "--format", "json", query).stdout)


def run_scheduled(system: LocalSystem, name: str) -> dict[str, Any]:
    """Run a scheduled function now, under its own role, and return what it answers."""
    schedule = system.session.client("scheduler").get_schedule(GroupName="tasklake-local", Name=name)
    answer = system.session.client("lambda").invoke(
        FunctionName=schedule["Target"]["Arn"], Payload=schedule["Target"].get("Input", "")
    )
    said = json.load(answer["Payload"])
    assert "FunctionError" not in answer, said
    return said


def test_the_programs_own_schedules_run_every_merge_under_their_role(
    system: LocalSystem, client: Client, lake: AthenaWorkgroup, tmp_path: Path
) -> None:
    _, task = client.send("POST", "/v1/tasks", {"title": "Merged by itself"})
    system.wait_until_caught_up()
    now = datetime.now(UTC)
    clock = TimeUntil(now, now + timedelta(hours=1))
    with MaintenanceSchedules(system.session, log_file=tmp_path / "maintenance.log", clock=clock):
        pass
    log = (tmp_path / "maintenance.log").read_text()
    assert " failed" not in log
    assert {name for name in STATEMENTS if name.startswith("merge_") and name not in log} == set()
    merged = lake.query(f"SELECT count(*) AS rows FROM task_states WHERE task_id = '{task['id']}'")
    assert merged.to_pylist() == [{"rows": 1}]
