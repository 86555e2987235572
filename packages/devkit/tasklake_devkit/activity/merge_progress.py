"""How far the merged tables are behind the changes that have arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasklake_devkit.activity.comparison import FigureGroup
from tasklake_lake.statements import statement
from tasklake_operations.athena import Queries

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class MergedTable:
    """A row of the view `lake_freshness`; times are UTC, and None in an empty lake."""

    table_name: str
    newest_change: datetime | None
    newest_merged_change: datetime | None
    complete_until: datetime | None
    merge_lag_seconds: int

    @property
    def waiting(self) -> str:
        """Say what waits for a merge."""
        if self.newest_merged_change == self.newest_change and not self.merge_lag_seconds:
            return _NOTHING
        return f"changes since {self.complete_until:%H:%M:%S}"


def merge_progress(lake: Queries) -> list[MergedTable]:
    """Ask the saved query of that name."""
    return [MergedTable(**row) for row in lake.query(statement("queries", "merge_progress").sql).to_pylist()]


def waiting_changes(tables: Sequence[MergedTable]) -> FigureGroup:
    """Hold against each other what waits in the lake and what should: nothing."""
    return FigureGroup(
        "Waiting for a merge",
        file={table.table_name: _NOTHING for table in tables},
        table=None,
        lake={table.table_name: table.waiting for table in tables},
        listed=True,
    )
