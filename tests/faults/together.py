"""Histories that share a lake, its clock and its maintenance."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final, Protocol

from tasklake_lake.columns import ColumnType
from tasklake_lake.iceberg_tables import EntityTables
from tasklake_operations.lake_maintenance import catch_up_hours
from tasklake_operations.lake_maintenance import plan as maintenance
from tasklake_operations.repair import TABLES_OF, Mending, Repair, evidence_of, plans
from tasklake_operations.verification import ENTITIES
from tasklake_operations.verification.case import cases
from tasklake_operations.verification.entities import SEPARATOR, TABLE, Entity
from tasklake_operations.verification.judgement import differences
from tasklake_operations.verification.moments import Moments
from tests.faults import delivery
from tests.faults.delivery import ENVIRONMENT, WINDOWS, Fault, FaultyS3
from tests.faults.history import History
from tests.faults.steps import MISSED_DAYS, TOGETHER, WAITS, Segment, Shared
from tests.faults.table import Clock, column_values

type Row = dict[str, Any]
type Mendings = list[tuple[History, EntityTables, Mending]]

FAR_MERGE_DAYS: Final = 2
SEQUENCES: Final = 1_000_000
"""Those of one history: an event id is unique in all streams."""


class Lake(delivery.Lake, Protocol):
    """What histories need of a lake."""

    now: datetime

    def empty(self) -> None: ...

    def expire(self, keys: list[str]) -> None: ...

    def rows(self, sql: str) -> list[Row]: ...

    def view(self, name: str, parameters: dict[str, int], owner: str) -> list[Row]: ...

    def run(self, name: str, sql: str) -> int: ...

    def execute(self, sql: str) -> int: ...


class Together:
    """The state of everything while a script runs.

    Attributes:
        owner: What the ids of all users and tasks begin with.
        faults: How often each shared step came.
    """

    def __init__(self, lake: Lake, owner: str, start: datetime) -> None:
        self.lake = lake
        self.owner = owner
        self.clock = Clock(start)
        self.faults: Counter[str] = Counter()
        self.histories = [
            History(lake, f"{owner}{number}", self.clock, first_sequence=number * SEQUENCES + 1)
            for number in range(TOGETHER)
        ]
        self._complete_until = start

    @property
    def parameters(self) -> dict[str, int]:
        return {**WINDOWS.parameters(), "far_merge_days": FAR_MERGE_DAYS}

    def do(self, segment: Segment) -> None:
        """Do a segment; the checks are the checker's."""
        for history, steps in zip(self.histories, segment.own, strict=True):
            history.do(steps)
        match segment.then:
            case Shared.MAINTAIN:
                self.maintain()
            case Shared.MAINTAIN_TWICE:
                self.maintain()
                self.maintain()
            case Shared.WAIT:
                self.wait(WAITS[segment.number])
            case Shared.MISS_DAYS:
                self.wait(timedelta(days=MISSED_DAYS[segment.number]))
            case Shared.REPAIR:
                self.repair()
            case Shared.CHECK:
                pass
        self.faults[segment.then] += 1

    def wait(self, time: timedelta) -> None:
        self.clock.tick(time)
        days = (WINDOWS.raw_retention_days, WINDOWS.failure_retention_days)
        self.lake.expire([key for each in self.histories for key in each.delivery.expire(*days)])

    def maintain(self, merge_hours: int = WINDOWS.merge_hours) -> None:
        """Run every statement of the maintenance; a far merge until it finds nothing."""
        self.look()
        for each in maintenance():
            sql = each.rendered({**self.parameters, "merge_hours": merge_hours})
            while self.lake.run(each.name, sql) and each.name.startswith("merge_far"):
                continue
        for history in self.histories:
            history.merged |= history.arrived_within(merge_hours)
        if self.clock() - timedelta(hours=merge_hours) <= self._complete_until:
            self._complete_until = self.clock()

    def settle(self) -> None:
        """Bring everything into the lake that still can come, and catch up with the merges."""
        for history in self.histories:
            history.settle()
        today = self.clock().date()
        since = max(self._complete_until.date(), today - timedelta(WINDOWS.raw_retention_days))
        self.maintain(catch_up_hours(since, today, WINDOWS))

    def look(self) -> None:
        """Let the lake's statements know the time."""
        self.clock.tick()
        self.lake.now = self.clock()

    def mendings(self) -> Mendings:
        """Return what the product's repair would do now: a plan for each item of which its comparison names a difference."""
        self.look()
        return [each for entity in ENTITIES for each in self._mendings(entity)]

    def repair(self) -> Mendings:
        """Carry out the plans, merge what they wrote, and return them."""
        done = self.mendings()
        for history, tables, one in done:
            s3 = FaultyS3(self.lake, Fault.NONE, 0)
            mending = Repair(self.lake, s3, ENVIRONMENT.lake_bucket, WINDOWS, self.clock)  # pyright: ignore[reportArgumentType]  # it asks for less
            for _ in mending.mend(tables, [one]):
                history.was_repaired = True
            history.delivery.keep(s3.applied)
        # Whatever an object has and the history has not is written again.
        for history in self.histories:
            history.merged |= {
                change for held in history.delivery.objects.values() for change in held.changes
            }
        self.maintain()
        return done

    def _mendings(self, entity: Entity) -> Iterator[tuple[History, EntityTables, Mending]]:
        seen_at = self.clock().replace(tzinfo=None)
        for case in cases(self._seen(entity), entity, Moments.at(seen_at, WINDOWS), looks=(1, 1)):
            if any(differences(case)):
                evidence = evidence_of(case)
                known = evidence.item or [*evidence.events, *evidence.history, *evidence.states][0]
                keys = [known[name] for name in entity.events.keys]
                history = next(each for each in self.histories if keys[0].startswith(f"{each.owner}-"))
                made = plans.plan(evidence, generation=history.table.generation, seen_at=seen_at)
                yield history, TABLES_OF[entity.name], Mending(keys, made)

    def _seen(self, entity: Entity) -> list[Row]:
        """Return what a comparison's look sees of all items, one after the other."""
        mine = f"WHERE user_id LIKE '{self.owner}%'"
        places = {
            relation: self.lake.rows(
                f"SELECT {', '.join(entity.columns_of(relation))} FROM {relation} {mine}"
            )
            for relation in entity.tables
        }
        places[entity.view] = self.lake.view(entity.view, self.parameters, self.owner)
        places[TABLE] = [
            column_values(item, entity.events)
            for history in self.histories
            for key, item in history.table.items.items()
            if len(key) == len(entity.events.keys)
        ]
        lists = [column.name for column in entity.events.columns if column.type is ColumnType.STRINGS]
        rows = [
            {**row, "look": 1, "relation": relation}
            # The statements of a comparison ask for lists as texts.
            | {name: SEPARATOR.join(row[name]) for name in lists if row.get(name) is not None}
            for relation, found in places.items()
            for row in found
        ]
        return sorted(rows, key=itemgetter(entity.key))
