"""Two runs of one statement at once, by either engine: the one that comes late to its commit loses, and nothing doubles.

Each race is decided: when the first has done its work and is about to commit, the second runs from start to end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Final, Literal

import pytest

from local_aws.athena import CommitConflictError
from local_aws.emulator import Emulator
from tasklake_lake.iceberg_tables import TASK_HISTORY, TASK_STATES, IcebergTable
from tasklake_lake.statements import statement
from tests.trino.activity import MERGE_HOURS, Activity, Delivery
from tests.trino.client import TrinoQueryError
from tests.trino.glue_proxy import GlueProxy
from tests.trino.lake import WINDOWS, Lake

type Engine = Literal["trino", "local"]
type Act = Callable[[], object]

ENGINES: Final[tuple[Engine, ...]] = ("trino", "local")
MERGES: Final[Mapping[str, IcebergTable]] = {
    "merge_task_states": TASK_STATES,
    "merge_near_task_history": TASK_HISTORY,
    "merge_far_task_history": TASK_HISTORY,
}
"""By name with their tables; the users' statements are the same but for their columns."""

APART: Final = list(permutations(("merge_near_task_history", "merge_far_task_history")))
"""Two that touch no partition in common."""

RACES: Final = len(MERGES) * len(ENGINES) ** 2 + len(APART) * len(ENGINES)


@dataclass(frozen=True, slots=True)
class Rivals:
    """A lake that two writers are about to maintain."""

    lake: Lake
    emulator: Emulator
    glue_proxy: GlueProxy
    deliveries: Iterator[tuple[Delivery, ...]]

    def deliver_twice(self) -> tuple[Delivery, ...]:
        """Deliver what comes next, and each batch of it once more into an earlier partition."""
        part = next(self.deliveries)
        self.lake.deliver(part)
        self.lake.deliver(replace(delivery, at=delivery.at - timedelta(hours=5)) for delivery in part)
        return part

    def run(self, engine: Engine, sql: str) -> None:
        """Run a statement.

        Raises:
            CommitConflictError: The local engine was late.
            TrinoQueryError: Trino was.
        """
        if engine == "trino":
            self.lake.ask_trino(sql)
        else:
            self.lake.local().execute(sql)

    def run_and_be_late(self, engine: Engine, sql: str, act: Act) -> None:
        """Run a statement, and act just before it commits."""
        if engine == "trino":
            self.glue_proxy.before_next_update(act)
            self.lake.ask_trino(sql)
            return
        session = self.emulator.session()
        acts = [act]

        def act_once(**_: object) -> None:
            if acts:
                acts.pop()()

        session.client("glue").meta.events.register_first("before-call.glue.UpdateTable", act_once)
        replace(self.lake, session=session).local().execute(sql)
        assert not acts

    def assert_complete(self, table: IcebergTable) -> None:
        """Assert that a table has all that was delivered, and nothing twice."""
        # What a table's rows are sorted by is what tells them apart.
        key = ", ".join(table.sort_order)
        counts = self.lake.ask_local(f"""
            SELECT
                (SELECT count(*) FROM {table.name}),
                (SELECT count(*) FROM (SELECT DISTINCT {key} FROM {table.name})),
                (SELECT count(*) FROM (SELECT DISTINCT {key} FROM {table.events.name}))
        """)
        rows, keys, delivered = counts.rows[0]
        assert rows == keys == delivered > 0


@pytest.fixture(scope="module")
def rivals(new_lake: Callable[[str], Lake], emulator: Emulator, glue_proxy: GlueProxy) -> Rivals:
    deliveries = Activity.until(datetime.now(UTC), changes=100 * RACES).deliveries
    # Each part has changes of all days.
    parts = (deliveries[number::RACES] for number in range(RACES))
    return Rivals(new_lake("contended"), emulator, glue_proxy, parts)


def sql_of(name: str) -> str:
    return statement("maintenance", name).rendered(WINDOWS.parameters(merge_hours=MERGE_HOURS))


@pytest.mark.parametrize("late", ENGINES)
@pytest.mark.parametrize("first", ENGINES)
@pytest.mark.parametrize("name", MERGES)
def test_the_late_one_loses_and_can_run_again(rivals: Rivals, name: str, first: Engine, late: Engine) -> None:
    part = rivals.deliver_twice()

    def run_first() -> None:
        rivals.lake.deliver(replace(delivery, at=delivery.at - timedelta(hours=9)) for delivery in part)
        rivals.run(first, sql_of(name))

    with pytest.raises((CommitConflictError, TrinoQueryError)) as lost:
        rivals.run_and_be_late(late, sql_of(name), run_first)
    if isinstance(lost.value, TrinoQueryError):
        assert lost.value.error_name == "ICEBERG_COMMIT_ERROR"
    for each, table in MERGES.items():
        if table == MERGES[name]:
            rivals.run(late, sql_of(each))

    rivals.assert_complete(MERGES[name])


@pytest.mark.parametrize("first", ENGINES)
@pytest.mark.parametrize(("first_name", "late_name"), APART)
def test_a_near_and_a_far_merge_do_not_disturb_each_other(
    rivals: Rivals, first_name: str, late_name: str, first: Engine
) -> None:
    """Trino is the late one: the local engine lets no two writers of a table pass."""
    rivals.deliver_twice()

    rivals.run_and_be_late("trino", sql_of(late_name), lambda: rivals.run(first, sql_of(first_name)))

    rivals.assert_complete(TASK_HISTORY)
