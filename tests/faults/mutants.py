"""Programs that break one promise each; a history must tell each from the program."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from tasklake_lake.iceberg_tables import CHANGE_ORDER, later
from tasklake_operations.repair import change_rows, plans
from tasklake_operations.verification.looks import Row
from tasklake_stream_etl import batch, delivery, object_keys, rows
from tests.faults import delivery as harness
from tests.faults.memory_lake import MemoryLake

type Patch = Callable[[pytest.MonkeyPatch], None]
type Replacement = tuple[str, str, str]
"""What the name of a statement or view contains, what is replaced in it, and by what."""


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A program that breaks a promise.

    Attributes:
        name: What it does instead.
        promise: What it breaks.
        replaced: In the SQL.
        patch: In the code.
        is_rare: Whether only some statements have what is replaced.
    """

    name: str
    promise: str
    replaced: tuple[Replacement, ...] = ()
    patch: Patch | None = None
    is_rare: bool = False

    def infest(self, lake: MemoryLake, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put it in the place of the program, as long as the patch lasts.

        Raises:
            ValueError: The program has nothing any more that it replaces; as soon as the statement runs.
        """
        if self.patch:
            self.patch(monkeypatch)
        if self.replaced:
            monkeypatch.setattr(lake, "rewritten", self._rewritten)

    def _rewritten(self, name: str, sql: str) -> str:
        for part, old, new in self.replaced:
            if part in name:
                if old not in sql and not self.is_rare:
                    raise ValueError(f"{self.name}: there is no {old!r} in {name}")
                sql = sql.replace(old, new)
        return sql


NEWER: Final = later("s", "t", CHANGE_ORDER)
NEWEST_FIRST: Final = ", ".join(f"{name} DESC" for name in CHANGE_ORDER)


def in_order(names: tuple[str, ...]) -> tuple[Replacement, ...]:
    """Return what makes another order of changes everywhere."""
    first = ", ".join(f"{name} DESC" for name in names)
    return (
        ("_states", NEWEST_FIRST, first),
        ("_states", NEWER, later("s", "t", names)),
        ("tasks", NEWEST_FIRST, first),
        ("users", NEWEST_FIRST, first),
    )


def named_by_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name an object by the first and the last record of its batch, as it once was."""
    read = batch.read_batch

    def read_batch(records: list[Any], *rest: Any) -> batch.Batch:  # noqa: ANN401 - passed on
        made = read(records, *rest)
        ends = [str(records[0]["eventID"]), str(records[-1]["eventID"])]
        made.event_ids = dict.fromkeys(made.event_ids, ends)
        return made

    monkeypatch.setattr(batch, "read_batch", read_batch)


def named_by_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    def events_key(table: Any, _: object, arrived_at: Any) -> str:  # noqa: ANN401 - passed on
        return object_keys.events_key(table, [], arrived_at)

    monkeypatch.setattr(delivery, "events_key", events_key)


def below_the_hour_of_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    make = delivery.objects_of

    def objects_of(read: batch.Batch, environment: Any) -> Any:  # noqa: ANN401 - passed on
        if read.newest_change:
            read.ingested_at = min(read.ingested_at, datetime.fromtimestamp(read.newest_change / 1000, UTC))
        return make(read, environment)

    monkeypatch.setattr(delivery, "objects_of", objects_of)


def swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    write = delivery.deliver

    def deliver(*arguments: Any) -> list[str]:  # noqa: ANN401 - passed on
        try:
            return write(*arguments)
        except (harness.ClientError, harness.BotoCoreError):
            return []

    monkeypatch.setattr(delivery, "deliver", deliver)


def without_quarantine(monkeypatch: pytest.MonkeyPatch) -> None:
    read = batch.read_batch

    def read_batch(*arguments: Any) -> batch.Batch:  # noqa: ANN401 - passed on
        made = read(*arguments)
        made.quarantined.clear()
        return made

    monkeypatch.setattr(batch, "read_batch", read_batch)


def answers(answer: object) -> Patch:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(harness, "ANSWER", answer)

    return patch


def without_deletes(monkeypatch: pytest.MonkeyPatch) -> None:
    writes_of = rows.writes_of

    def kept(records: Any) -> Any:  # noqa: ANN401 - passed on
        return {name: [each for each in writes if each[-1]] for name, writes in writes_of(records).items()}

    monkeypatch.setattr(rows, "writes_of", kept)


def expiry_is_a_delete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "DELETED_AT", "of no item")


def told_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    def last(_: object, tables: Sequence[str]) -> int:
        return len(tables) - 1

    monkeypatch.setattr(rows, "generation_of", last)


def items_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(*_: object) -> int:
        return 0

    monkeypatch.setattr(rows, "generation_of", first)


def snapshot_from_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = change_rows.snapshot_of

    def in_a_year(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
        row = snapshot(*arguments, **named)
        return {**row, "ingested_at": row["ingested_at"].replace(year=2027)}

    monkeypatch.setattr(plans, "snapshot_of", in_a_year)


def blind_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> Iterator[Row]:
        return iter(())

    monkeypatch.setattr(plans, "table_rows", nothing)


COPY: Final = "WHERE copy = 1"

MUTANTS: Final = (
    Mutant(
        "no tombstone kept",
        "A delete stays in the states, so that a late change finds it",
        (("merge_", "WHEN NOT MATCHED THEN INSERT", "WHEN NOT MATCHED AND s.op <> 'delete' THEN INSERT"),),
    ),
    Mutant(
        "tombstones expire at once",
        "A tombstone outlives every copy of a change",
        (("expire_", "localtimestamp - INTERVAL '16' DAY", "localtimestamp + INTERVAL '1' DAY"),),
    ),
    Mutant(
        "no dedupe of the window in the near merge",
        "A change that came twice is in the history once",
        (("merge_near", COPY, "WHERE true"),),
    ),
    Mutant(
        "no dedupe of the window in the far merge",
        "An old change that came twice is in the history once",
        (("merge_far", COPY, "WHERE true"),),
    ),
    Mutant(
        "no dedupe of the tail in the timeline",
        "A change that came twice is in the timeline once",
        (("task_timeline", COPY, "WHERE true"),),
    ),
    Mutant(
        "no version guard",
        "An older change never replaces a newer state",
        (("_states", f"WHEN MATCHED AND {NEWER} THEN", "WHEN MATCHED THEN"),),
    ),
    Mutant(
        "no tie-break by ingested_at in the states",
        "Of two rows of one change the later one holds, in tasks and users",
        in_order(CHANGE_ORDER[:-1]),
    ),
    Mutant(
        "first row of a change stays in the near history",
        "Of two rows of one change the later one holds, in the history",
        (("merge_near", "s.ingested_at > t.ingested_at", "false"),),
    ),
    Mutant(
        "first row of a change stays in the far history",
        "Of two rows of one old change the later one holds, in the history",
        (("merge_far", "s.ingested_at > t.ingested_at", "false"),),
    ),
    Mutant(
        "no generation in the order",
        "What is written after a restore is newer than what the restore took back",
        in_order(CHANGE_ORDER[1:]),
    ),
    Mutant(
        "no created_at in the order",
        "A life that begins after another is newer, whatever its version",
        in_order(("generation", "version", "ingested_at")),
    ),
    Mutant(
        "order by arrival",
        "Order is that of the table, not of the delivery",
        in_order(("ingested_at",)),
    ),
    Mutant(
        "order by sequence",
        "Order is that of the table, not of any stream's",
        (("_states", NEWEST_FIRST, "sequence DESC, ingested_at DESC"),),
    ),
    Mutant(
        "partition by change instead of item",
        "A merge takes one newest change of each item",
        (("_states", "PARTITION BY ", "PARTITION BY version, "),),
    ),
    Mutant(
        "name by first and last record",
        "An object's name says which records are in it",
        patch=named_by_ends,
    ),
    Mutant("name by the hour", "An object's name is no other object's", patch=named_by_hour),
    Mutant(
        "objects below the hour of the change",
        "What arrives late lies in the newest hour",
        patch=below_the_hour_of_the_change,
    ),
    Mutant(
        "a merge window shorter than the tail",
        "A merge reads all that the views read and twice as far",
        (("merge_", "INTERVAL '48' HOUR", "INTERVAL '12' HOUR"),),
        is_rare=True,
    ),
    Mutant(
        "near bound on the history alone",
        "Both sides of the near merge are bounded alike",
        (
            (
                "merge_near",
                "WHERE copy = 1 AND occurred_at >= current_date - INTERVAL '3' DAY",
                "WHERE copy = 1",
            ),
        ),
    ),
    Mutant(
        "near bound on the tail alone, in the timeline",
        "Both sides of the timeline's join are bounded alike",
        (
            (
                "task_timeline",
                "WHERE occurred_at >= current_date - INTERVAL '3' DAY",
                "WHERE occurred_at >= current_date - INTERVAL '1' DAY",
            ),
        ),
    ),
    Mutant(
        "no far merge",
        "A change that comes after days, or is imported, reaches the history",
        (("merge_far", "copy = 1", "copy = 0"),),
    ),
    Mutant(
        "a far merge of whatever day comes first",
        "A far merge that stops at its days goes on in the next run",
        (("merge_far", "AND t.ingested_at >= s.ingested_at\n        WHERE", "AND false\n        WHERE"),),
    ),
    Mutant("every failure is success", "The function raises where S3 refuses", patch=swallowed),
    Mutant(
        "an empty list of failures with an empty name in it",
        "The function's answer names no record",
        patch=answers({"batchItemFailures": [{"itemIdentifier": ""}]}),
    ),
    Mutant("quarantine is forgotten", "What is not understood is kept", patch=without_quarantine),
    Mutant("deletes are dropped", "A delete reaches the lake", patch=without_deletes),
    Mutant(
        "deleted ones stay in the views",
        "A deleted item is in no view of what exists",
        (("tasks", "AND op <> 'delete'", ""), ("users", "AND op <> 'delete'", "")),
    ),
    Mutant(
        "a tombstone's expiry is a delete",
        "What becomes of a tombstone is no change",
        patch=expiry_is_a_delete,
    ),
    Mutant(
        "deletes are of the generation that the function is told",
        "A delete without tombstone is of its table's generation",
        patch=told_generation,
    ),
    Mutant(
        "deletes are of the item's generation",
        "A delete after a restore is newer than the item that it brought back",
        patch=items_generation,
    ),
    Mutant(
        "a snapshot beats the real change",
        "A change that comes after its repair holds",
        patch=snapshot_from_the_future,
    ),
    Mutant(
        "a repair does not look at the table",
        "A repair makes the newest state the table's",
        patch=blind_repair,
    ),
)
