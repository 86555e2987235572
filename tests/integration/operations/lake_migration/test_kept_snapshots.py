import pytest

from local_aws.iceberg import open_catalog
from tasklake_operations.cli import lake_migrate
from tests.integration.lake.realized_lake import Lake
from tests.integration.operations.command import give_lake, run


def migrate(lake: Lake, monkeypatch: pytest.MonkeyPatch, days: int, *arguments: str) -> None:
    give_lake(lake_migrate, lake, monkeypatch, lake_snapshot_retention_days=days)
    ended = run(lake_migrate, *arguments)
    assert ended.exit_code == 0, ended.said


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
