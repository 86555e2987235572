"""Every maintenance statement, run by Trino on one lake and by the local engine on another with the same objects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

import pytest
import sqlglot
from sqlglot import exp

from tasklake_lake.statements import Statement, statements
from tests.trino.activity import MERGE_HOURS, Activity, Delivery
from tests.trino.comparison import differences
from tests.trino.lake import WINDOWS, Lake

MAINTENANCE: Final = list(statements("maintenance"))
PARAMETERS: Final = {
    **WINDOWS.parameters(merge_hours=MERGE_HOURS),
    # Nothing here is as old as tombstones become.
    "tombstone_days": 1,
    # There are older changes of five days.
    "far_merge_days": 3,
}


@dataclass(frozen=True, slots=True)
class Lakes:
    """Two lakes with the same objects, maintained apart.

    Attributes:
        by_trino: The one that Trino maintains first.
        by_local: The one that the local engine maintains first.
        deliveries: What comes next, a part at a time.
    """

    by_trino: Lake
    by_local: Lake
    deliveries: Iterator[tuple[Delivery, ...]]

    def deliver(self) -> None:
        part = next(self.deliveries)
        for lake in (self.by_trino, self.by_local):
            lake.deliver(part)

    def run_out(self, statement: Statement, *, swapped: bool = False) -> int:
        """Run a statement until it changes nothing, and return how often it changed something."""
        return sum(1 for _ in iter(partial(self.run, statement, swapped=swapped), 0))

    def run(self, statement: Statement, *, swapped: bool = False) -> int:
        """Run a statement on each lake and return how many rows it changed, which must be as many on both."""
        trinos, locals_ = (self.by_local, self.by_trino) if swapped else (self.by_trino, self.by_local)
        sql = statement.rendered(PARAMETERS)
        trino = trinos.ask_trino(sql)
        local = locals_.local(trino.now).execute(sql)
        changed = local.inserted + local.updated + local.deleted
        assert trino.answer.rows == ((changed,),)
        return changed

    def assert_equal(self, table: str) -> None:
        """Compare both lakes' tables as either engine reads them."""
        sql = f"SELECT * FROM {table}"
        of_trino = self.by_trino.ask_trino(sql).answer
        assert of_trino.rows
        assert differences(sql, of_trino, self.by_trino.ask_local(sql)) == []
        assert differences(sql, of_trino, self.by_local.ask_local(sql)) == []
        assert differences(sql, self.by_local.ask_trino(sql).answer, self.by_local.ask_local(sql)) == []


@pytest.fixture(scope="module")
def lakes(new_lake: Callable[[str], Lake]) -> Lakes:
    deliveries = Activity.until(datetime.now(UTC)).deliveries
    count = 2 * len(MAINTENANCE)
    # Each part has changes of all days.
    parts = (deliveries[number::count] for number in range(count))
    return Lakes(new_lake("maintained-by-trino"), new_lake("maintained-by-local"), parts)


def target_of(statement: Statement) -> str:
    tree = sqlglot.parse_one(statement.rendered(PARAMETERS), dialect="athena")
    assert isinstance(tree, exp.Merge | exp.Delete)
    return tree.this.name


def fill(lakes: Lakes, statement: Statement, *, swapped: bool = False) -> None:
    """Give a DELETE something to delete: run the MERGE of its table."""
    for other in MAINTENANCE if statement.sql.startswith("DELETE") else ():
        if target_of(other) == target_of(statement) and other != statement:
            lakes.run(other, swapped=swapped)


@pytest.mark.parametrize("statement", MAINTENANCE, ids=lambda statement: statement.name)
def test_both_do_the_same_also_again_and_on_each_others_tables(lakes: Lakes, statement: Statement) -> None:
    table = target_of(statement)

    lakes.deliver()
    fill(lakes, statement)
    runs = lakes.run_out(statement)
    lakes.assert_equal(table)

    lakes.deliver()
    fill(lakes, statement, swapped=True)
    runs_swapped = lakes.run_out(statement, swapped=True)
    lakes.assert_equal(table)

    # How many days a delivery reaches back depends on the clock; not both are done in one run of a far merge.
    assert min(runs, runs_swapped) >= 1
    assert (max(runs, runs_swapped) > 1) == statement.name.startswith("merge_far")
