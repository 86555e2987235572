"""Holds the table and the lake against each other while both may be written.

Memory is bounded by what is in flight: a page of the table for each thread that scans, a batch of the lake's answer, and
what the staging database keeps in memory; all else is on disk. Beside that, memory grows with the number of differences,
which are held, and with that of items that need a closer look, whose ids are. What the lake's engine needs is its own
affair.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tasklake_lake.windows import Windows
from tasklake_operations.athena import Queries
from tasklake_operations.verification.case import Case, cases
from tasklake_operations.verification.difference import Difference
from tasklake_operations.verification.entities import ENTITIES, Entity
from tasklake_operations.verification.judgement import differences
from tasklake_operations.verification.lake_statements import CLOCK, LakeStatements
from tasklake_operations.verification.moments import Moments
from tasklake_operations.verification.reading import Progress, look, read_lake, scan_table
from tasklake_operations.verification.staging import Stage, Staging
from tasklake_operations.verification.table_items import TableItems

SETTLE_MARGIN_SECONDS: Final = 30
"""What the function may take for a batch, beyond the time in which it fills, and for a first retry of it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what differs.

    Attributes:
        items: How many the table has, by entity.
        rows: How many the lake's view of existing items has, by entity.
        changes: How many the lake has, by entity; one that is merged and still raw counts once.
        suspects: How many items needed a closer look.
        differences: In the order of entity and id.
        seconds: What the comparison took, without the wait.
        waited_seconds: What the lake was given to settle; 0 where the first look explained everything.
    """

    items: Mapping[str, int]
    rows: Mapping[str, int]
    changes: Mapping[str, int]
    suspects: int
    differences: Sequence[Difference]
    seconds: float
    waited_seconds: float


@dataclass(slots=True)
class Verification:
    """One comparison of a table and a lake.

    Attributes:
        table: The table.
        lake: The lake's engine.
        staging: Empty.
        windows: The stack's.
        settle: Returns when the lake has had time to show every write that was made before the call.
        progress: Is told what is being done.
        since: Day that raw events are read from; all that are kept if not given.
    """

    table: TableItems
    lake: Queries
    staging: Staging
    windows: Windows
    settle: Callable[[], None]
    progress: Progress
    since: date | None = None
    _moments: Moments = field(init=False)
    _unreadable: dict[tuple[str, str], Difference] = field(init=False, default_factory=dict)

    def run(self) -> Comparison:
        """Compare; what is written meanwhile is no difference.

        Raises:
            SqlError: The lake did not answer.
            ClientError: botocore's; the table refused a request.
            BotoCoreError: botocore's; the table could not be reached.
        """
        started = time.monotonic()
        now = self.lake.query(CLOCK).column("now")[0].as_py()
        self._moments = Moments.at(now, self.windows, self.since)
        self._note_unreadable(scan_table(self.table, self.staging, self.progress))
        changes = read_lake(self.lake, self._statements, self.staging, self.progress)
        suspects = sum(len(self.staging.suspects(entity)) for entity in ENTITIES)
        waited = self._look_twice()
        found = [each for _, differences in self.differing() for each in differences]
        return Comparison(
            items={entity.view: self.staging.count(entity, Stage.ITEMS) for entity in ENTITIES},
            rows={entity.view: self.staging.count(entity, Stage.EXISTING) for entity in ENTITIES},
            changes=changes,
            suspects=suspects,
            differences=sorted([*found, *self._unreadable.values()], key=attrgetter("entity", "id")),
            seconds=time.monotonic() - started - waited,
            waited_seconds=waited,
        )

    def differing(self) -> Iterator[tuple[Case, Sequence[Difference]]]:
        """Yield what the finished comparison saw of each item that differs and can be read, and its differences."""
        return chain.from_iterable(self._differing(entity, looks=(1, 2)) for entity in ENTITIES)

    @property
    def _statements(self) -> list[LakeStatements]:
        return [LakeStatements(entity, self._moments) for entity in ENTITIES]

    def _look_twice(self) -> float:
        """Look at the suspects, and later at those which the first look did not clear; return the seconds between."""
        self._look(1)
        for entity in ENTITIES:
            self.staging.suspect_only(entity, [case.id for case, _ in self._differing(entity, looks=(1, 1))])
        if not any(self.staging.count(entity, Stage.SUSPECTS) for entity in ENTITIES):
            return 0.0
        waiting_since = time.monotonic()
        self.settle()
        waited = time.monotonic() - waiting_since
        self._look(2)
        return waited

    def _look(self, number: int) -> None:
        for statements in self._statements:
            self._note_unreadable(
                look(
                    number,
                    statements,
                    table=self.table,
                    lake=self.lake,
                    staging=self.staging,
                    progress=self.progress,
                )
            )

    def _differing(
        self, entity: Entity, *, looks: tuple[int, int]
    ) -> Iterator[tuple[Case, Sequence[Difference]]]:
        for case in cases(self.staging.seen(entity), entity, self._moments, looks=looks):
            if (entity.name, case.id) not in self._unreadable and (found := list(differences(case))):
                yield case, found

    def _note_unreadable(self, found: Sequence[Difference]) -> None:
        self._unreadable |= {(each.entity, each.id): each for each in found}


@contextmanager
def comparing(
    table: TableItems,
    lake: Queries,
    *,
    windows: Windows,
    settle: Callable[[], None],
    progress: Progress,
    since: date | None = None,
) -> Generator[Verification]:
    """Yield a comparison that has not begun; what it finds is there until the block ends. See `Verification`."""
    with TemporaryDirectory(prefix="tasklake-verify-") as folder, Staging(Path(folder)) as staging:
        yield Verification(
            table, lake, staging, windows=windows, settle=settle, progress=progress, since=since
        )
