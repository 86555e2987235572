import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from tasklake_devkit.activity.demo import run_demo
from tasklake_devkit.activity.errors import CatchUpTimeoutError
from tasklake_devkit.activity.lake_figures import Rows
from tasklake_devkit.activity.mapping import steps
from tasklake_devkit.activity.reader import read_activity
from tasklake_devkit.activity.requester import TaskVersion
from tests.unit.activity.activity_files import SMALL, write_csv
from tests.unit.activity.api_server import ApiServer, Change
from tests.unit.activity.duckdb_lake import DuckDBLake


class Lake:
    """What arrives of the API's changes, an event object for each."""

    def __init__(self, api: ApiServer) -> None:
        self.api = api
        self.listed = 0
        self.dropped: set[str] = set()

    def arrived(self) -> list[Change]:
        return [change for change in self.api.tasks.changes if change.op not in self.dropped]

    def list_new(self) -> Sequence[str]:
        seen, self.listed = self.listed, len(self.arrived())
        return [str(number) for number in range(seen, self.listed)]

    def read(self, key: str) -> Sequence[TaskVersion]:
        change = self.arrived()[int(key)]
        return [TaskVersion(change.task.id, change.version)]

    def query(self, sql: str, /) -> Rows:
        return DuckDBLake(self.arrived()).query(sql)


@pytest.fixture
def lake(api: ApiServer) -> Lake:
    return Lake(api)


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=120)


@pytest.fixture
def demo(api: ApiServer, lake: Lake, console: Console, tmp_path: Path) -> Callable[..., bool]:
    def run(activity: str = SMALL, *, rows: int | None = None, lose_table: bool = False) -> bool:
        return run_demo(
            list(steps(read_activity(write_csv(tmp_path, activity), limit=rows))),
            api_url=api.url,
            sign_up=api.sign_up,
            event_objects=lake,
            query=lake.query,
            scan=lambda: [] if lose_table else list(api.tasks.tasks.values()),
            patience_seconds=1,
            console=console,
        )

    return run


def output_of(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def line_of(output: str, figure: str) -> list[str]:
    lines = [[cell.strip() for cell in line.strip("│").split("│")] for line in output.splitlines()]
    [cells] = [cells for name, *cells in lines if name == figure]
    return cells


type Demo = Callable[..., bool]


def test_it_succeeds_and_shows_the_figures_when_all_are_equal(demo: Demo, console: Console) -> None:
    assert demo()
    output = output_of(console)
    assert line_of(output, "Tasks alive: all") == ["3", "3", "3", "yes"]
    assert line_of(output, "Tasks by status: completed") == ["1", "1", "1", "yes"]
    assert line_of(output, "Tasks by category: api") == ["2", "2", "2", "yes"]
    assert line_of(output, "Tasks by category and status") == ["3", "3", "3", "3 of 3"]
    assert line_of(output, "Changes by kind: update") == ["2", "n/a", "2", "yes"]
    assert line_of(output, "Deleted tasks absent") == ["1", "1", "1", "1 of 1"]
    assert "Replayed 7 rows in " in output
    assert "Skipped rows: 0." in output
    assert "Changes were visible in the lake after median " in output


def test_the_first_rows_alone_are_replayed_and_expected(demo: Demo, console: Console) -> None:
    assert demo(rows=3)
    assert line_of(output_of(console), "Tasks alive: all") == ["2", "2", "2", "yes"]


def test_a_second_run_is_held_against_its_own_tasks(demo: Demo) -> None:
    assert demo()
    assert demo()


def test_it_fails_and_names_the_first_differences(demo: Demo, console: Console) -> None:
    eight = "\n".join(f"2024-01-01T10:00:00Z,ada,o{number},web,create,1" for number in range(8))
    assert not demo(eight, lose_table=True)
    output = output_of(console)
    assert line_of(output, "Tasks alive: all") == ["8", "0", "8", "no"]
    assert line_of(output, "Status, priority and version of tasks") == ["8", "0", "8", "0 of 8"]
    assert (
        "Status, priority and version of tasks: 8 of 8 differ\n  o0: file pending, low, version 1, table -, lake"
    ) in output
    assert "  o4: " in output
    assert "  o5: " not in output


def test_many_categories_are_counted_instead_of_listed(demo: Demo, console: Console) -> None:
    many = "\n".join(f"2024-01-01T10:00:00Z,ada,o{number},c{number},create,1" for number in range(21))
    assert demo(many)
    assert line_of(output_of(console), "Tasks by category") == ["21", "21", "21", "21 of 21"]


def test_a_change_that_never_arrives_is_an_error(demo: Demo, lake: Lake) -> None:
    lake.dropped = {"delete"}
    with pytest.raises(CatchUpTimeoutError, match="1 of 7 changes are not in the lake"):
        demo()
