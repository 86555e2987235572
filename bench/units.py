"""What `tasklake cost` takes of a change and of a row, measured again beside what its inputs say."""
# ruff: noqa: INP001  # a script's

import json
from collections.abc import Iterator

from bench.figures import Figure, newest, rounded
from bench.stored_bytes import NAMES, alone, rows_of
from bench.stream_events import event
from tasklake_lake.event_tables import TASK_EVENTS
from tasklake_operations.cost.data import inputs
from tasklake_stream_etl.parquet import parquet_file

CLAIM = "units"
SMALL, LARGE = 4, 1_000
"""Changes of the objects between which the bytes of one more change are taken."""


def figures() -> Iterator[Figure]:
    rows = alone(rows_of(LARGE))
    small, large = (len(parquet_file(TASK_EVENTS, rows[:size])) for size in (SMALL, LARGE))
    a_change = (large - small) / (LARGE - SMALL)
    lines = [json.dumps(dict(zip(NAMES, row, strict=True)), separators=(",", ":")) for row in rows]
    measured = {
        "object_bytes": small - SMALL * a_change,
        "object_change_bytes": a_change,
        "change_json_bytes": len(event(LARGE)) / LARGE,
        "row_json_bytes": sum(map(len, lines)) / len(lines),
        "merged_row_bytes": merged_row_bytes(),
    }
    for name, value in measured.items():
        taken = inputs()[name]
        yield Figure(
            claim=CLAIM, name=name, unit=taken.unit, reference="the input of tasklake cost",
            ours=rounded([value]), theirs=[taken.value],
        )  # fmt: skip


def merged_row_bytes() -> float:
    """Return what the newest lake of millions has of a row of its history."""
    runs = newest()["lake-scale"].figures
    (value,) = next(each.ours for each in runs if each.name.startswith("task_history"))
    return value
