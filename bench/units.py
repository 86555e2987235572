"""What `tasklake cost` takes of a change and of a row, measured again beside what its inputs say."""
# ruff: noqa: INP001  # a script's

import json
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any, Final

from bench.api_function import all_sides
from bench.figures import Figure, newest, rounded
from bench.stored_bytes import NAMES, alone, rows_of
from bench.stream_events import event
from tasklake_lake.event_tables import TASK_EVENTS
from tasklake_operations.cost.data import inputs, value
from tasklake_stream_etl.parquet import parquet_file

CLAIM = "units"
SMALL, LARGE = 4, 1_000
"""Changes of the objects between which the bytes of one more change are taken."""

CHANGES: Final = 0.2
"""Of the requests, as in the bill of docs/cost.md."""

HEADERS: Final = 500
"""Bytes of an answer beside its body: a status line, the gateway's headers and the function's."""


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
        "api_cpu_milliseconds": api_cpu(),
        "etl_change_cpu_milliseconds": median(figure("etl", "1,000 events", "ms of CPU").ours) / 1_000,
        "response_bytes": response_bytes(),
    }
    for name, amount in measured.items():
        taken = inputs()[name]
        yield Figure(
            claim=CLAIM, name=name, unit=taken.unit, reference="the input of tasklake cost",
            ours=rounded([amount]), theirs=[taken.value],
        )  # fmt: skip


def merged_row_bytes() -> float:
    """Return what the newest lake of millions has of a row of its history."""
    (of_row,) = figure("lake-scale", "task_history").ours
    return of_row


def api_cpu() -> float:
    """Return the milliseconds of a request of the bill's mix, from the newest run of the API's claim."""
    warm = {
        name: median(figure("api", f"warm {name}", "µs of CPU").ours) / 1_000
        for name in ("get", "list of 25", "create", "patch", "delete")
    }
    creates, patches, lists = (value(f"{name}_share") for name in ("create", "patch", "list"))
    change = creates * warm["create"] + patches * warm["patch"] + (1 - creates - patches) * warm["delete"]
    read = lists * warm["list of 25"] + (1 - lists) * warm["get"]
    return CHANGES * change + (1 - CHANGES) * read


def response_bytes() -> float:
    with all_sides() as (ours, _):
        answers = ours.run("answers")
    lists = value("list_share")
    return lists * size(answers["list of 25"]) + (1 - lists) * size(answers["get"])


def size(answer: Mapping[str, Any]) -> int:
    return len(answer["body"].encode()) + HEADERS


def figure(claim: str, name: str, unit: str = "") -> Figure:
    """Return the first of a claim's newest run whose name and unit begin so."""
    return next(
        each for each in newest()[claim].figures if each.name.startswith(name) and each.unit.startswith(unit)
    )
