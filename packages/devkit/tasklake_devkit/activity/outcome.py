"""What came of a demo."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasklake_devkit.activity.comparison import FigureGroup
from tasklake_devkit.activity.distribution import Distribution
from tasklake_devkit.activity.merge_progress import MergedTable
from tasklake_devkit.activity.midway import Interlude
from tasklake_devkit.activity.replay import ReplayResult
from tasklake_operations.lake_maintenance import StatementRun
from tasklake_operations.verification import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that a demo reports.

    Attributes:
        replayed: What the API was asked and answered.
        freshness: How long after its answer a change was visible in the lake.
        first_maintenance: The run beside the writers.
        last_maintenance: The run after them.
        before_last: The figures with a part of the changes merged.
        after_last: The figures with all changes merged, and what was left to merge.
        half_merged_tables: What the lake says of its merged tables before the last run.
        merged_tables: The same in the end.
        verification: What the comparison of the whole table with the whole lake found.
    """

    replayed: ReplayResult
    freshness: Distribution
    first_maintenance: Interlude[Sequence[StatementRun]]
    last_maintenance: Sequence[StatementRun]
    before_last: Sequence[FigureGroup]
    after_last: Sequence[FigureGroup]
    half_merged_tables: Sequence[MergedTable]
    merged_tables: Sequence[MergedTable]
    verification: Comparison

    @property
    def is_good(self) -> bool:
        """Whether all sources agree in all figures, and no row was skipped."""
        return not (
            self.replayed.rows_skipped
            or self.verification.differences
            or any(group.differences for group in (*self.before_last, *self.after_last))
        )
