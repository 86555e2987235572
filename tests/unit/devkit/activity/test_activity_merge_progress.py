from collections.abc import Iterator
from pathlib import Path

import pytest

from tasklake.models import create_user, utc_now
from tasklake_devkit.activity.comparison import Answers
from tasklake_devkit.activity.merge_progress import merge_progress, waiting_changes
from tasklake_lake.statements import statement
from tests.unit.devkit.activity.api_server import Change
from tests.unit.devkit.activity.duckdb_lake import WINDOWS, DuckDBLake, duckdb_lake

NOW = utc_now()
USER = create_user(user_id="user-ada", email="ada@example.com", name="Ada", now=NOW, request_id="request")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[DuckDBLake]:
    with duckdb_lake(tmp_path) as lake:
        yield lake


def test_nothing_waits_in_an_empty_lake(lake: DuckDBLake) -> None:
    tables = merge_progress(lake)
    assert [table.table_name for table in tables] == [
        "task_history",
        "task_states",
        "user_history",
        "user_states",
    ]
    assert waiting_changes(tables).differences == {}


def test_a_change_waits_for_each_table_until_it_is_merged(lake: DuckDBLake) -> None:
    lake.deliver([Change(None, USER)])
    since = Answers("nothing", None, f"changes since {NOW:%H:%M:%S}")
    assert waiting_changes(merge_progress(lake)).differences == {"user_history": since, "user_states": since}
    lake.execute(statement("maintenance", "merge_user_states").rendered(WINDOWS.parameters()))
    tables = merge_progress(lake)
    assert waiting_changes(tables).differences == {"user_history": since}
    assert tables[-1].complete_until == NOW.replace(tzinfo=None)
