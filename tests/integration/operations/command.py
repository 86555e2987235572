"""A command of `tasklake lake` in this process, over what a test has in place of a stack."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from local_aws.athena import AthenaSql
from local_aws.sessions import EmulatorSession
from tasklake_operations.cli.app import app
from tasklake_operations.stack import StackOutputs
from tests.integration.lake.realized_lake import WINDOWS, Lake
from tests.integration.operations.deployed.fake_pulumi import OUTPUTS


@dataclass(frozen=True)
class Access:
    """What a command has of a running system."""

    outputs: StackOutputs
    clients: EmulatorSession
    sql: AthenaSql


@dataclass(frozen=True)
class Ended:
    """How a command ended; `said` is what it said beside its rows, an exception that left it included."""

    exit_code: int
    stdout: str
    said: str

    @property
    def rows(self) -> list[dict[str, object]]:
        """What it printed with `--format json`."""
        return [json.loads(line) for line in self.stdout.splitlines()]


def run(command: ModuleType, *arguments: str) -> Ended:
    """Run the command of a module of `tasklake lake`."""
    name = command.__name__.rpartition("lake_")[2]
    ended = CliRunner().invoke(app, ["lake", name, *arguments])
    return Ended(ended.exit_code, ended.stdout, f"{ended.stderr}{ended.exception or ''}")


def give_lake(command: ModuleType, lake: Lake, monkeypatch: pytest.MonkeyPatch, **outputs: Any) -> None:  # noqa: ANN401 - as each has its type
    """Let a command that maintains the local stack's lake find this one, and these outputs."""
    own = {"lake_bucket": lake.bucket, "glue_database": lake.database, "lake_windows": WINDOWS}
    found = replace(StackOutputs.of(OUTPUTS), **own, **outputs)

    @contextmanager
    def lake_access(stack: str, *, maintenance: bool) -> Generator[Access]:
        assert (stack, maintenance) == ("local", True)
        yield Access(found, lake.session, lake.sql)

    monkeypatch.setattr(command, "lake_access", lake_access)
