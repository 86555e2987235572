"""Bytes of a change in Parquet, beside the same columns as JSON lines, gzipped, which is what Firehose writes.

Batches are of three kinds: whole lives of tasks one after the other, the same lives mixed as a busy shard has them, and changes
of a task, a user and a request each. What the encoding of a column saves is told for each one alone.
"""
# ruff: noqa: INP001  # a script's

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, cast
from uuid import UUID

from arro3.io import write_parquet

from bench.figures import Figure, rounded
from bench.stream_events import event
from tasklake_lake.event_tables import TASK_EVENTS
from tasklake_stream_etl.arrow_schema import record_batch
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.parquet import COMPRESSION, parquet_file
from tasklake_stream_etl.rows import Row

STORED: Final = {1_000: 0.75, 10_000: 0.65}
"""Changes of an object, and the ratio that it should not exceed."""

LINES, DEFAULTS = "gzipped JSON lines", "Parquet as the writer has it"
NAMES: Final = [column.name for column in TASK_EVENTS.columns]
RANDOM_BYTES: Final = {"task_id": 9.25, "user_id": 16, "request_id": 16}
"""What of an id no compression can take away: 74 bits of a UUIDv7, 128 of the others as the events have them."""

IDS, SEQUENCE = ("task_id", "user_id", "request_id"), ("sequence",)
TIMES: Final = ("created_at", "updated_at", "completed_at", "occurred_at", "ingested_at")
CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "zstd 3 for 1": {"compression": "zstd(3)"},
    "zstd 19 for 1": {"compression": "zstd(19)"},
    "ids without a dictionary": {"column_dictionary_enabled": dict.fromkeys(IDS, False)},
    "ids as delta_byte_array": {
        "column_dictionary_enabled": dict.fromkeys(IDS, False),
        "column_encoding": dict.fromkeys(IDS, "delta_byte_array"),
    },
    "ids as delta_length_byte_array": {
        "column_dictionary_enabled": dict.fromkeys(IDS, False),
        "column_encoding": dict.fromkeys(IDS, "delta_length_byte_array"),
    },
    "sequence as delta_byte_array": {
        "column_dictionary_enabled": dict.fromkeys(SEQUENCE, False),
        "column_encoding": dict.fromkeys(SEQUENCE, "delta_byte_array"),
    },
    "times without a dictionary": {"column_dictionary_enabled": dict.fromkeys(TIMES, False)},
    "times as delta_binary_packed": {
        "column_dictionary_enabled": dict.fromkeys(TIMES, False),
        "column_encoding": dict.fromkeys(TIMES, "delta_binary_packed"),
    },
    "times as byte_stream_split": {
        "column_dictionary_enabled": dict.fromkeys(TIMES, False),
        "column_encoding": dict.fromkeys(TIMES, "byte_stream_split"),
    },
    "no dictionary": {"dictionary_enabled": False},
    "no values in statistics": {"max_statistics_size": 1},
}
"""What the writer could be told, each alone beside what it does by itself."""


def figures() -> Iterator[Figure]:
    for size, bar in STORED.items():
        lives = rows_of(size)
        for kind, rows in {
            "lives of tasks": lives,
            "lives mixed": mix(lives),
            "one change each": alone(lives),
        }.items():
            yield figure(f"{size:,} changes, {kind}", stored(rows), rows, bar)
            yield figure(f"{size:,} changes, {kind}, random ids alone", least(rows), rows)
    rows = mix(rows_of(1_000))
    by_item = [NAMES.index(name) for name in ("task_id", "version")]
    yield beside_defaults(
        "rows sorted by item", sorted(rows, key=lambda row: [row[each] for each in by_item]), {}, rows
    )
    for name, options in CHOICES.items():
        yield beside_defaults(name, rows, options, rows)


def figure(name: str, ours: float, rows: Sequence[Row], bar: float | None = None) -> Figure:
    unit = "bytes a change"
    return Figure(
        claim="bytes", name=name, unit=unit, reference=LINES,
        ours=rounded([ours]), theirs=rounded([json_lines(rows)]), bar=bar,
    )  # fmt: skip


def beside_defaults(
    name: str, ours: Sequence[Row], options: Mapping[str, Any], theirs: Sequence[Row]
) -> Figure:
    return Figure(
        claim="bytes-encoding", name=name, unit="bytes a change", reference=DEFAULTS,
        ours=rounded([written(ours, options)]), theirs=rounded([written(theirs, {})]),
    )  # fmt: skip


def rows_of(size: int) -> list[Row]:
    return read_batch(json.loads(event(size))["Records"], datetime.now(UTC)).rows[TASK_EVENTS.name]


def stored(rows: Sequence[Row]) -> float:
    return len(parquet_file(TASK_EVENTS, rows)) / len(rows)


def written(rows: Sequence[Row], options: Mapping[str, Any]) -> float:
    file = BytesIO()
    told: dict[str, Any] = {"compression": COMPRESSION, "skip_arrow_metadata": True, **options}
    write_parquet(record_batch(TASK_EVENTS, rows), file, **told)
    return len(file.getvalue()) / len(rows)


def json_lines(rows: Sequence[Row]) -> float:
    lines = [json.dumps(dict(zip(NAMES, row, strict=True)), separators=(",", ":")) for row in rows]
    return len(gzip.compress("\n".join(lines).encode())) / len(rows)


def least(rows: Sequence[Row]) -> float:
    ids = {name: {str(row[NAMES.index(name)]) for row in rows} for name in RANDOM_BYTES}
    return sum(len(ids[name]) * size for name, size in RANDOM_BYTES.items()) / len(rows)


def mix(lives: Sequence[Row]) -> list[Row]:
    """Return the rows in an order that keeps each task's own, written one after the other, each by a request of its own."""
    chance = random.Random(len(lives))  # noqa: S311  # not for secrets
    moments = [sorted(chance.random() for _ in range(4)) for _ in range(0, len(lives), 4)]
    places = sorted(range(len(lives)), key=lambda place: moments[place // 4][place % 4])
    start = cast("int", lives[0][NAMES.index("created_at")])
    return [
        replaced(
            lives[place],
            sequence=f"{10**20 + number * 7919:021d}",
            request_id=f"{chance.getrandbits(128):032x}",
            updated_at=start + number * 37,
            occurred_at=start + number * 37,
        )
        for number, place in enumerate(places)
    ]


def alone(lives: Sequence[Row]) -> list[Row]:
    """Return as many changes of as many tasks, users and requests."""
    chance = random.Random(len(lives))  # noqa: S311  # not for secrets
    return [
        replaced(
            row,
            task_id=str(UUID(int=(1_772_323_200_000 + number * 5) << 80 | 7 << 76 | chance.getrandbits(74))),
            user_id=f"{chance.getrandbits(128):032x}",
        )
        for number, row in enumerate(mix(lives))
    ]


def replaced(row: Row, **values: Any) -> Row:  # noqa: ANN401  # a column's
    return tuple(values.get(name, value) for name, value in zip(NAMES, row, strict=True))
