import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pytest
from rich.console import Console

from tasklake_devkit.activity.demo import DemoSystem, run_demo
from tasklake_devkit.activity.errors import CatchUpTimeoutError
from tasklake_devkit.activity.mapping import steps
from tasklake_devkit.activity.reader import read_activity
from tasklake_devkit.activity.requester import TaskVersion
from tasklake_operations.athena import QueryFailedError
from tasklake_operations.lake_maintenance import MaintenanceFailedError
from tasklake_operations.verification import Comparison, Difference, Kind
from tests.unit.devkit.activity.activity_files import SMALL, write_csv
from tests.unit.devkit.activity.api_server import ApiServer, Change
from tests.unit.devkit.activity.duckdb_lake import WINDOWS, DuckDBLake, duckdb_lake


class ArrivingLake:
    """A lake that gets the API's changes whenever somebody looks, an event object for each change of a task."""

    def __init__(self, api: ApiServer, lake: DuckDBLake) -> None:
        self.api = api
        self.lake = lake
        self.dropped: set[str] = set()
        self.are_users_late = False
        self.failures: dict[str, str] = {}
        self.executed: list[tuple[int, str]] = []
        self._listed = 0
        self._users = 0
        self._arriving = Lock()

    def arrived(self) -> list[Change]:
        return [change for change in self.api.tasks.changes if change.op not in self.dropped]

    def list_new(self) -> Sequence[str]:
        with self._arriving:
            seen, arrived = self._listed, self.arrived()
            self.lake.deliver(arrived[seen:])
            self._listed = len(arrived)
            if not self.are_users_late:
                self.deliver_users()
        return [str(number) for number in range(seen, len(arrived))]

    def deliver_users(self) -> None:
        self.lake.deliver(self.api.users.changes[self._users :])
        self._users = len(self.api.users.changes)

    def read(self, key: str) -> Sequence[TaskVersion]:
        change = self.arrived()[int(key)]
        return [TaskVersion(change.item.id, change.version)]

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        return self.lake.query(sql, parameters)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        return self.lake.batches(sql)

    def execute(self, sql: str) -> int:
        table = sql.partition("INTO ")[2].partition(" ")[0]
        self.executed.append((len(self.api.tasks.changes), table))
        if table in self.failures:
            raise QueryFailedError(self.failures[table])
        return self.lake.execute(sql)


def verified(*differences: Difference) -> Comparison:
    return Comparison(
        items={"tasks": 3, "users": 3},
        rows={"tasks": 3, "users": 3},
        changes={"tasks": 7, "users": 3},
        suspects=len(differences),
        differences=differences,
        seconds=1,
        waited_seconds=0,
    )


@pytest.fixture
def lake(api: ApiServer, tmp_path: Path) -> Iterator[ArrivingLake]:
    with duckdb_lake(tmp_path) as lake:
        yield ArrivingLake(api, lake)


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=120)


@pytest.fixture
def demo(api: ApiServer, lake: ArrivingLake, console: Console, tmp_path: Path) -> Callable[..., bool]:
    def run(
        activity: str = SMALL,
        *,
        rows: int | None = None,
        lose_table: bool = False,
        verification: Comparison | None = None,
    ) -> bool:
        # An earlier demo's event objects are there already.
        lake.list_new()
        system = DemoSystem(
            api_url=api.url,
            sign_up=api.sign_up,
            event_objects=lake,
            lake=lake,
            windows=WINDOWS,
            scan=lambda: [] if lose_table else [*api.tasks.tasks.values(), *api.users.users.values()],
            catch_up=lake.deliver_users,
            verify=lambda _: verification or verified(),
        )
        plan = list(steps(read_activity(write_csv(tmp_path, activity), limit=rows)))
        return run_demo(plan, system, patience_seconds=1, console=console)

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
    assert line_of(output, "Completed tasks") == ["1", "1", "1", "1 of 1"]
    assert line_of(output, "Days that tasks are overdue") == ["2", "2", "2", "2 of 2"]
    assert line_of(output, "Users") == ["3", "3", "3", "3 of 3"]
    assert line_of(output, "Throughput: created") == ["4", "n/a", "4", "yes"]
    assert line_of(output, "Throughput: deleted") == ["1", "n/a", "1", "yes"]
    assert line_of(output, "Changes by owner of the task") == ["3", "n/a", "3", "3 of 3"]
    assert line_of(output, "Waiting for a merge: task_history") == ["nothing", "n/a", "nothing", "yes"]
    assert "Table and lake agree." in output
    assert "Replayed 7 rows in " in output
    assert "Skipped rows: 0." in output
    assert "Changes were visible in the lake after median " in output


def test_the_first_rows_alone_are_replayed_and_expected(demo: Demo, console: Console) -> None:
    assert demo(rows=3)
    assert line_of(output_of(console), "Tasks alive: all") == ["2", "2", "2", "yes"]


def test_the_maintenance_runs_beside_the_writers_and_again_at_the_end(
    demo: Demo, lake: ArrivingLake, console: Console
) -> None:
    many = "\n".join(f"2024-01-01T10:00:00Z,ada,o{number},web,create,1" for number in range(200))
    assert demo(many)
    begun = [changes for changes, _ in lake.executed]
    second_round = begun[len(begun) // 2 :]
    assert 100 <= begun[0] < 200
    assert set(second_round) == {200}
    merged = lake.lake.query("SELECT task_id FROM task_history").num_rows
    assert merged == 200
    output = output_of(console)
    assert "Maintenance beside rows 100 to " in output
    assert "Maintenance at the end took " in output


def test_a_statement_that_fails_fails_the_demo(demo: Demo, lake: ArrivingLake) -> None:
    lake.failures = {"user_states": "out of luck"}
    with pytest.raises(MaintenanceFailedError, match="merge_user_states: out of luck"):
        demo()


def test_a_difference_that_the_verification_finds_fails_the_demo(demo: Demo, console: Console) -> None:
    gap = Difference(kind=Kind.GAP, entity="task", id="task-1", relation="task_history", created_at=None)
    assert not demo(verification=verified(gap))
    assert "gap: task task-1 in task_history" in output_of(console)


def test_a_view_that_errs_until_all_is_merged_fails_the_demo(
    demo: Demo, lake: ArrivingLake, console: Console
) -> None:
    lake.lake.connection.execute("CREATE OR REPLACE VIEW users AS FROM user_states WHERE op <> 'delete'")
    lake.are_users_late = True
    assert not demo("2024-01-01T10:00:00Z,ada,o1,web,create,1")
    before, _, after = output_of(console).partition("After it:")
    assert line_of(before, "Users") == ["1", "1", "0", "0 of 1"]
    assert line_of(after, "Users") == ["1", "1", "1", "1 of 1"]


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


def test_a_change_that_never_arrives_is_an_error(demo: Demo, lake: ArrivingLake) -> None:
    lake.dropped = {"delete"}
    with pytest.raises(CatchUpTimeoutError, match="1 of 7 changes are not in the lake"):
        demo()
