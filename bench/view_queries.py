"""What each view reads as the history grows a hundredfold and its live tasks stay as many: all of it, and what its filter leaves.

The lakes are those of the claim `history`, and bytes are counted as there. Every column is asked for, so a question that names
its columns reads less.
"""
# ruff: noqa: INP001  # a script's part

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bench.figures import Figure
from bench.growing_board import NOW
from bench.lake_queries import filled_lakes, slope
from tasklake_lake.views import VIEWS

MONTH: Final = f"{NOW - timedelta(days=30):%Y-%m-%d}"
NARROWED_BY: Final = {
    "task_timeline": "occurred_at",
    "task_throughput_daily": "day",
    "task_cycle_time": "created_at",
    "task_status_durations": "created_at",
    "user_activity_daily": "day",
}
"""By the view, the column by which docs/analysts.md says that it reads less."""


def figures() -> Iterator[Figure]:
    with filled_lakes() as lakes:
        for name, sql in questions().items():
            _, *grown = slope(name, lakes, lambda lake, sql=sql: lake.bytes(sql))
            yield from (replace(each, claim="views") for each in grown)


def questions() -> dict[str, str]:
    """Return the query of all of each view, and of the last 30 days of those that have a column for it."""
    asked = dict[str, str]()
    for view in VIEWS:
        asked[view.name] = f"SELECT * FROM {view.name}"  # noqa: S608  # the program's names
        if column := NARROWED_BY.get(view.name):
            asked[f"{view.name}, 30 days"] = f"{asked[view.name]} WHERE {column} >= DATE '{MONTH}'"
    return asked
