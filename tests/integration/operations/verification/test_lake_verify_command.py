import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import typer
from typer.testing import CliRunner

from local_aws.athena import AthenaSql
from local_aws.sessions import EmulatorSession
from tasklake_lake.windows import Windows
from tasklake_operations.cli import lake_verify
from tests.integration.lake.realized_lake import WINDOWS
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores


@dataclass(frozen=True)
class Outputs:
    """What the command reads of a stack's outputs."""

    table_name: str
    lake_windows: Windows
    etl_batch_window_seconds: int = 1


@dataclass(frozen=True)
class Access:
    """What the command has of a running system."""

    outputs: Outputs
    clients: EmulatorSession
    sql: AthenaSql


@dataclass(frozen=True)
class Ended:
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def verify(stores: ComparedStores, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Return the command, over the stores of this test."""

    @contextmanager
    def lake_access(stack: str, *, maintenance: bool) -> Generator[Access]:
        assert (stack, maintenance) == ("local", True)
        yield Access(Outputs(stores.table_name, WINDOWS), stores.lake.session, stores.lake.sql)

    monkeypatch.setattr(lake_verify, "lake_access", lake_access)
    app = typer.Typer()
    lake_verify.add_to(app)

    def run(*arguments: str) -> Ended:
        ended = CliRunner().invoke(app, arguments)
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    return run


def test_the_exit_code_says_whether_there_is_a_difference(
    stores: ComparedStores, verify: Callable[..., Ended]
) -> None:
    drift.fill(stores)

    ended = verify("--settle", "0.1", "--format", "json")
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.stderr.splitlines()[-1] == "Table and lake agree."

    drift.lost_change(stores)
    ended = verify("--settle", "0.1", "--format", "json")
    assert ended.exit_code == 3
    assert [json.loads(line) for line in ended.stdout.splitlines()] == [
        {
            "kind": "stale",
            "entity": "task",
            "id": drift.TASKS[2],
            "relation": "tasks",
            "created_at": "2026-03-03 10:00:00.000",
            "table_version": 4,
            "lake_version": 3,
            "versions": "",
            "columns": "",
        }
    ]
    assert "1 stale: If the failure bucket holds the batch" in ended.stderr
    assert "tasklake lake repair" in ended.stderr


@pytest.mark.parametrize("arguments", [("--settle", "-1"), ("--since", "9999-12-31")])
def test_misuse_has_an_exit_code_of_its_own(verify: Callable[..., Ended], arguments: tuple[str, ...]) -> None:
    assert verify(*arguments).exit_code == 2
