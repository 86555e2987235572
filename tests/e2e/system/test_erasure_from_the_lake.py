"""A user who leaves is searched for in every object of every bucket of a running system."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import uniform
from uuid import uuid4

import pytest

from local_aws.emulator.loopback import free_port
from tasklake_devkit import local_system
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.lake_erasure import Markers
from tasklake_operations.stack import stack_config
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client
from tests.e2e.system.test_redriven_changes import bad_release
from tests.e2e.system.test_user_erasure_end_to_end import new_client

CATEGORY = "Ada's own words"
TITLE = "Call the clinic"
RELATIONS = ("task_events", "task_history", "task_states", "tasks", "task_timeline")


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSystem]:
    """A system of this test alone, which gives a batch up after a minute."""

    def config(stack: str) -> dict[str, str]:
        return stack_config(stack) | {"tasklake:etl_maximum_record_age_seconds": "60"}

    monkeypatch.setattr(local_system, "stack_config", config)
    with LocalSystem(StateFolder(tmp_path), port=free_port()) as running:
        yield running


def create(client: Client, *titles: str, category: str = "errands") -> None:
    for title in titles:
        status, answer = client.send("POST", "/v1/tasks", {"title": title, "category": category})
        assert status == 201, answer


def totals(system: LocalSystem, user_id: str = "%") -> dict[str, int]:
    """Return how many tasks each relation has of a user, or of all."""
    counts = " UNION ALL ".join(
        f"SELECT '{name}' AS name, count(DISTINCT task_id) AS n FROM {name} WHERE user_id LIKE '{user_id}'"
        for name in RELATIONS
    )
    return {row["name"]: row["n"] for row in system.lake.query(counts).to_pylist()}


def failed(system: LocalSystem, user_id: str) -> set[str]:
    """Return the folders of the failure bucket that have something of a user."""
    s3, bucket = system.session.client("s3"), system.outputs.failure_bucket
    keys = [found.get("Key", "") for found in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return {
        key.split("/")[0]
        for key in keys
        if user_id in s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    }


def let_deliveries_fail(system: LocalSystem, ada: Client, bob: Client) -> None:
    """Have a task of each quarantined, and then a batch with one of each given up."""
    with bad_release(system):
        for fault in ("Poison", "Hopeless"):
            create(ada, f"{fault}: {TITLE}", category=CATEGORY)
            create(bob, fault)
            system.wait_until_caught_up(180)


def erase_while_others_work(system: LocalSystem, tasklake: Shell, user_id: str, bob: Client) -> None:
    """Erase beside writers, merges, a redrive and a repair, and kill the first run at a random moment."""
    works = (
        ("lake", "maintain"),
        ("lake", "redrive", "--apply"),
        ("lake", "repair", "--apply", "--settle", "1"),
    )
    for is_killed in (True, False):
        erasing = tasklake.begin("lake", "erase", user_id)
        dies = time.monotonic() + uniform(1, 6)  # noqa: S311  # no secret
        others = [tasklake.begin(*work) for work in works]
        while erasing.poll() is None:
            create(bob, "Meanwhile")
            if is_killed and time.monotonic() > dies:
                erasing.kill()
        for each in others:
            _, said = each.communicate()
            assert each.returncode in {0, 3}, said
        _, said = erasing.communicate()
        assert is_killed or erasing.returncode == 0, said


@pytest.mark.journey
@pytest.mark.timeout(1800)
def test_nothing_that_stays_tells_of_a_user_who_was_erased_while_everything_went_on(
    system: LocalSystem,
) -> None:
    tasklake = Shell(system.state.root)
    address = f"{uuid4()}@example.com"
    ada, bob, eve = (new_client(system, each) for each in (address, f"b{address}", f"e{address}"))
    for client in (ada, bob, eve):
        create(client, "One", "Two", category=CATEGORY[:5])
    create(ada, TITLE, category=CATEGORY)
    let_deliveries_fail(system, ada, bob)
    assert failed(system, ada.user_id) == failed(system, bob.user_id) == {"aws", "quarantine"}
    assert tasklake.run_here("lake", "erase", ada.user_id).returncode == 1  # not erased
    assert tasklake.run_here("lake", "maintain").returncode == 0
    copy = f"SELECT task_id, user_id FROM tasks WHERE user_id = '{ada.user_id}'"
    kept = tasklake.run_here("sql", f"CREATE TABLE tasklake_local_scratch.copied AS {copy}")
    assert kept.returncode == 0, kept.stderr
    system.lake.execute(f"DELETE FROM task_states WHERE user_id = '{bob.user_id}'")  # for the repair
    of_eve = totals(system, eve.user_id)
    assert set(totals(system, ada.user_id).values()) == {3}
    ada.send("DELETE", "/v1/users/me")
    while ada.send("GET", "/v1/users/me")[0] != 410:
        time.sleep(0.1)
    ada_again = new_client(system, address)
    create(ada_again, "Back")
    system.wait_until_caught_up()

    erase_while_others_work(system, tasklake, ada.user_id, bob)

    system.wait_until_caught_up()
    assert tasklake.run_here("lake", "maintain").returncode == 0
    assert tasklake.run_here("lake", "erase", ada.user_id).returncode == 0
    again = tasklake.run_here("lake", "erase", ada.user_id)
    assert "Event objects rewritten: 0. Rows found in merged tables: 0." in again.stderr
    assert set(totals(system, ada.user_id).values()) == {0}
    assert totals(system, eve.user_id) == of_eve
    assert set(totals(system, ada_again.user_id).values()) == {1}
    of_each = [totals(system, client.user_id)["task_history"] for client in (ada_again, bob, eve)]
    assert totals(system)["task_history"] == sum(of_each)
    assert failed(system, bob.user_id) == set()
    texts = ("--marker", CATEGORY, "--marker", TITLE, "--format", "json")
    proved = tasklake.run_here("lake", "erase", "--prove", ada.user_id, *texts)
    left = [json.loads(line) for line in proved.stdout.splitlines()]
    assert (proved.returncode, [each for each in left if each["goes_by"] is None]) == (0, []), proved.stderr
    assert any("/tables/" in each["object"] for each in left)
    assert forgotten_copies(system, Markers([ada.user_id, CATEGORY])) == []
    assert tasklake.run_here("lake", "verify", "--settle", "1").returncode == 0


def forgotten_copies(system: LocalSystem, markers: Markers) -> list[Path]:
    """Return the engine's copies that have something, of objects that the bucket has no longer."""
    s3, bucket = system.session.client("s3"), system.outputs.lake_bucket
    keys = [found.get("Key", "") for found in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    kept = {s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
    copies = list(system.state.root.rglob(f"objects/{bucket}/**/*.parquet"))
    assert copies
    return [path for path in copies if path.read_bytes() not in kept and markers.place_in(path.read_bytes())]
