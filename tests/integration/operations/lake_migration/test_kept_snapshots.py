from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import typer
from typer.testing import CliRunner

from local_aws.athena import AthenaSql
from local_aws.iceberg import open_catalog
from local_aws.sessions import EmulatorSession
from tasklake_operations.cli import lake_migrate
from tests.integration.lake.realized_lake import Lake


@dataclass(frozen=True)
class Outputs:
    """What the command reads of a stack's outputs."""

    glue_database: str
    lake_snapshot_retention_days: int


@dataclass(frozen=True)
class Access:
    """What the command has of a running system."""

    outputs: Outputs
    clients: EmulatorSession
    sql: AthenaSql


def migrate(lake: Lake, monkeypatch: pytest.MonkeyPatch, days: int, *arguments: str) -> None:
    @contextmanager
    def lake_access(stack: str, *, maintenance: bool) -> Generator[Access]:
        assert (stack, maintenance) == ("local", True)
        yield Access(Outputs(lake.database, days), lake.session, lake.sql)

    monkeypatch.setattr(lake_migrate, "lake_access", lake_access)
    app = typer.Typer()
    lake_migrate.add_to(app)
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0, ended.output


def kept(lake: Lake, table: str) -> str:
    loaded = open_catalog(lake.session).load_table((lake.database, table))
    return loaded.properties["vacuum_max_snapshot_age_seconds"]


def test_vacuum_keeps_what_the_setting_says_now(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.session.client("glue").delete_table(DatabaseName=lake.database, Name="user_history")
    there = ("task_states", "task_history", "user_states")

    migrate(lake, monkeypatch, 3, "--check")
    assert [kept(lake, table) for table in there] == [str(5 * 86_400)] * 3

    migrate(lake, monkeypatch, 3)
    assert [kept(lake, table) for table in there] == [str(3 * 86_400)] * 3
