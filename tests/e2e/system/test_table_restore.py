"""The runbook's page "Restore the table", followed on the local system.

The emulator keeps no past: the items of a moment are put back into the table before it is restored from.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import pytest

from local_aws import LocalAws
from local_aws.emulator.loopback import free_port
from tasklake_devkit import local_system
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.stack import StackOutputs, stack_config
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

MOMENT: Final = "2026-03-01T12:00:00Z"

type Past = list[dict[str, AttributeValueTypeDef]]


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path)


@pytest.fixture
def start(state: StateFolder) -> Callable[[], LocalSystem]:
    """Return a function that describes the system, always at the same address."""
    port = free_port()
    return lambda: LocalSystem(state, port=port)


@pytest.fixture
def restored_to_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that adds the moment to the settings."""

    def config(stack: str) -> dict[str, str]:
        return stack_config(stack) | {"tasklake:table_restores": f'["{MOMENT}"]'}

    return lambda: monkeypatch.setattr(local_system, "stack_config", config)


def client_of(system: LocalSystem, email: str) -> Client:
    return Client(system.outputs.api_url, system.accounts.id_token(email))


def items_of(dynamodb: "DynamoDBClient", table_name: str) -> Past:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table_name)
    return [dict(item) for page in pages for item in page["Items"]]


def set_back(state: StateFolder, table_name: str, past: Past) -> None:
    """Give a table the items that it had, while nothing else runs."""
    with LocalAws(state.root, port=free_port()) as aws:
        dynamodb = aws.session.client("dynamodb")
        for item in items_of(dynamodb, table_name):
            dynamodb.delete_item(TableName=table_name, Key={"pk": item["pk"], "sk": item["sk"]})
        for item in past:
            dynamodb.put_item(TableName=table_name, Item=item)


def etag_of(client: Client, task: Mapping[str, Any]) -> str:
    return client.answer("GET", f"/v1/tasks/{task['id']}").headers["etag"]


@pytest.mark.journey
def test_a_restored_table_is_a_new_generation(
    state: StateFolder,
    start: Callable[[], LocalSystem],
    restored_to_moment: Callable[[], None],
    eventually: Callable[..., None],
) -> None:
    ada_email, bob_email = (f"{name}-{uuid4()}@example.com" for name in ("ada", "bob"))
    with start() as system:
        ada, bob = client_of(system, ada_email), client_of(system, bob_email)
        _, ada_profile = ada.send("POST", "/v1/users", {"name": "Ada"})
        _, bob_profile = bob.send("POST", "/v1/users", {"name": "Bob"})
        _, task = bob.send("POST", "/v1/tasks", {"title": "first"})
        bob.send("PATCH", f"/v1/tasks/{task['id']}", {"title": "second"})
        past = items_of(system.session.client("dynamodb"), system.outputs.table_name)

        for title in ("third", "fourth"):
            bob.send("PATCH", f"/v1/tasks/{task['id']}", {"title": title})
        _, later = bob.send("POST", "/v1/tasks", {"title": "after the moment"})
        ada.send("DELETE", "/v1/users/me")
        eventually(lambda: is_erased(system, ada_profile["id"]), expected=True)
        system.wait_until_caught_up()
        before = system.outputs

    set_back(state, before.table_name, past)
    restored_to_moment()

    with start() as system:
        assert moved(before, system.outputs) == {"table_name", "table_generation"}
        assert system.outputs.table_generation == 1
        dynamodb = system.session.client("dynamodb")
        assert items_of(dynamodb, before.table_name)

        bob = client_of(system, bob_email)
        assert etag_of(bob, task) == '"2"'
        assert bob.send("GET", f"/v1/tasks/{later['id']}")[0] == 404
        of_the_other_life = bob.answer(
            "PATCH", f"/v1/tasks/{task['id']}", {"title": "lost"}, {"if-match": '"4"'}
        )
        assert of_the_other_life.status == 412
        written = bob.answer("PATCH", f"/v1/tasks/{task['id']}", {"title": "third again"})
        assert (written.status, written.headers["etag"]) == (200, '"1.3"')
        assert etag_of(bob, task) == '"1.3"'

        assert not is_erased(system, ada_profile["id"])
        tasklake = Shell(state.root)
        counted = tasklake.run_here("lake", "repair")
        assert "Erased users whom the table has: 1." in counted.stderr
        assert not is_erased(system, ada_profile["id"])
        repaired = tasklake.run_here("lake", "repair", "--apply")
        assert repaired.returncode == 0, repaired.stderr
        eventually(lambda: is_erased(system, ada_profile["id"]), expected=True)
        system.wait_until_caught_up()
        verified = tasklake.run_here("lake", "verify", "--settle", "10")
        assert "Table and lake agree." in verified.stderr, verified.stdout
        current = f"SELECT task_id, version, generation FROM tasks WHERE user_id = '{bob_profile['id']}'"
        assert system.lake.query(current).to_pylist() == [
            {"task_id": task["id"], "version": 3, "generation": 1}
        ]
        system.check()
        rows = f"""
            SELECT DISTINCT op, generation, version FROM task_events
            WHERE task_id = '{task["id"]}' AND generation > 0
        """
        assert system.lake.query(rows).to_pylist() == [{"op": "update", "generation": 1, "version": 3}]


def is_erased(system: LocalSystem, user_id: str) -> bool:
    users = system.session.client("dynamodb").get_item(
        TableName=system.outputs.table_name, Key={"pk": {"S": f"USER#{user_id}"}, "sk": {"S": "ERASED"}}
    )
    return "Item" in users


def moved(before: StackOutputs, after: StackOutputs) -> set[str]:
    """Return the names of the outputs that changed."""
    return {name for name in StackOutputs.__slots__ if getattr(before, name) != getattr(after, name)}
