"""The state of the release before, with data, meets this program: it is whole, or refused with a way out."""

import json
import signal
import tarfile
from pathlib import Path
from typing import Any, cast

import psutil
import pytest

from local_aws.emulator import Emulator
from local_aws.emulator.loopback import free_port
from local_aws.iceberg import open_catalog
from tasklake_devkit.workspace import StateFolder
from tasklake_lake.iceberg_tables import USER_STATES
from tests.e2e.shell import Shell
from tests.e2e.upgrade.recorded import ARCHIVE, USERS, Said, api, ask

LATEST = USER_STATES.columns[-1].name
"""A column that a release may have brought: ALTER TABLE adds at the end."""


@pytest.fixture
def recorded(shell: Shell) -> Path:
    """The folder of the state, as the release before left it."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(shell.folder, filter="data")
    return shell.folder


@pytest.mark.journey
def test_the_state_is_whole_after_the_next_start_and_stops_with_the_emulator(
    shell: Shell, recorded: Path
) -> None:
    before = Said.read(recorded)
    assert all(before.tasks[email] for email in USERS)
    drop_column(recorded, "user_states", LATEST)

    process, said = shell.up(free_port())

    assert f"Adding column {LATEST} to user_states" in said
    now = Said.by(shell)
    # A release may add fields and columns; those that there were say what they said.
    assert now.tasks == {
        email: [task | old for task, old in zip(now.tasks[email], olds, strict=True)]
        for email, olds in before.tasks.items()
    }
    for rows, old_rows in zip(now.rows, before.rows, strict=True):
        assert rows == [row | as_athena_writes(old) for row, old in zip(rows, old_rows, strict=True)]

    grace, task = api(shell, USERS[0]), before.tasks[USERS[0]][0]
    expected = {"if-match": f'"{task["version"]}"'}
    changed = grace.send("PATCH", f"/v1/tasks/{task['id']}", {"title": "changed"}, **expected)
    verified = shell.run_here("lake", "verify", "--settle", "10")
    assert "Table and lake agree." in verified.stderr, verified.stdout
    assert ask(shell, f"SELECT version FROM tasks WHERE task_id = '{task['id']}'") == [
        {"version": changed["version"]}
    ]

    (emulator,) = psutil.Process(process.pid).children()
    emulator.send_signal(signal.SIGKILL)
    assert process.wait(30) == 1
    assert process.stdout
    assert "ended by itself" in process.stdout.read()
    refused = shell.run_here("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "tasklake reset" in refused.stderr
    assert shell.run("reset", answer="n\n").returncode == 1
    assert shell.run("reset", answer="y\n").returncode == 0
    assert not (recorded / "emulator").exists()


@pytest.mark.journey
def test_a_state_that_cannot_become_what_the_program_says_is_refused_with_the_way_out(
    shell: Shell, recorded: Path
) -> None:
    realized = recorded / "emulator" / "realized.json"
    resources = json.loads(realized.read_text())
    (table,) = (urn for urn in resources if urn.endswith("$aws:dynamodb/table:Table::tasks"))
    resources[table]["inputs"]["hashKey"] = "id"
    realized.write_text(json.dumps(resources))

    refused = shell.run_here("up", "--port", str(free_port()))

    assert refused.returncode == 1
    assert "hashKey cannot change in place" in refused.stderr
    assert "tasklake reset" in refused.stderr
    assert shell.processes() == []


def as_athena_writes(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of that release, which had an array as a list, as Athena's results have it."""
    return {
        name: f"[{', '.join(cast('list[str]', value))}]" if isinstance(value, list) else value
        for name, value in row.items()
    }


def drop_column(folder: Path, table: str, column: str) -> None:
    """Make the lake one that was realized before the column was declared."""
    state = StateFolder(folder)
    with (
        Emulator(port=free_port(), state_dir=state.emulator, logs_dir=state.logs) as emulator,
        open_catalog(emulator.session()).load_table(("tasklake_local", table)).update_schema() as schema,
    ):
        schema.delete_column(column)
