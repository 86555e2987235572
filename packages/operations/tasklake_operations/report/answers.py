"""The questions of a report, and what the lake answered."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol

from tasklake_lake.statements import Statement, statements

if TYPE_CHECKING:
    from tasklake_operations.athena import MeteredRows

PANELS: Final = {
    "throughput_since": "Throughput and burn-up",
    "tasks_by_status_since": "Cumulative flow by status",
    "completion_times_since": "Lead and cycle time",
    "completion_percentiles_since": "Percentiles by priority",
    "work_in_progress_by_age": "Work in progress and its age",
    "overdue_tasks_by_user_and_category": "Overdue by owner and category",
    "activity_by_hour_since": "Activity by weekday and hour",
    "reopened_and_late_since": "Reopened and late",
    "merge_progress": "Freshness of each table",
}
"""The title of each panel, by the saved question that it shows."""

MOST_ROWS: Final = 750
"""Two years of days: what a chart can show, and what keeps a page below 1.5 MB."""

COARSER: Final = ("week", "month", "year")

OVER_LONGER_TIMES: Final = {
    "throughput_since": (
        "day",
        {"sum": ("created", "completed", "cancelled", "deleted"), "max_by": ("tasks", "tasks_completed")},
    ),
    "tasks_by_status_since": ("day", {"max_by": ("completed", "cancelled", "in_progress", "pending")}),
    "reopened_and_late_since": ("week", {"sum": ("completed", "completed_late", "reopened")}),
}
"""By the question, the column of its time, and what becomes of the others where a row stands for a longer one."""

BILLED_AT_LEAST: Final = 10_000_000
"""Bytes a query (Amazon Athena pricing)."""


class Metered(Protocol):
    """Answers queries, and says what was scanned for it; see `AthenaWorkgroup`."""

    def metered_query(self, sql: str, parameters: Sequence[str] = ()) -> "MeteredRows": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked and answered, in what JSON has.

    Attributes:
        stack: The stack's name.
        since: The first UTC day of what has a range.
        asked_at: When the first question was asked, UTC.
        panels: Each with name, title, description, sql, parameters, columns, rows, bytes_scanned and usd.
    """

    stack: str
    since: str
    asked_at: str
    panels: Sequence[Mapping[str, object]]


def ask(
    lake: Metered,
    *,
    stack: str,
    since: date,
    now: datetime,
    usd_per_tb: float | None,
    names: Iterable[str] = PANELS,
) -> Report:
    """Ask every question of a report.

    Args:
        lake: What is asked.
        stack: The stack's name.
        since: The first UTC day of what has a range.
        now: UTC.
        usd_per_tb: List price of a terabyte scanned, where it is known.
        names: The questions, of `PANELS`; whoever counts them shows progress.

    Raises:
        SqlError: A question has no answer.
    """
    saved = {each.name: each for each in (*statements("queries"), *statements("prepared"))}
    return Report(
        stack=stack,
        since=since.isoformat(),
        asked_at=f"{now:%Y-%m-%d %H:%M:%S}",
        panels=[panel(lake, saved[name], since, usd_per_tb) for name in names],
    )


def panel(lake: Metered, question: Statement, since: date, usd_per_tb: float | None) -> Mapping[str, object]:
    parameters = [f"'{since}'"] * question.sql.count("?")
    sql, description = question.sql, question.description
    answer = lake.metered_query(sql, parameters)
    asked = [answer]
    for unit in COARSER if question.name in OVER_LONGER_TIMES else ():
        if answer.rows.num_rows <= MOST_ROWS:
            break
        sql, description = by(unit, question), f"{question.description} Here a row is a {unit}."
        asked.append(answer := lake.metered_query(sql, parameters))
    billed = sum(max(each.bytes_scanned, BILLED_AT_LEAST) for each in asked) / 1e12
    rows = [list(row.values()) for row in answer.rows.to_pylist()]
    return {
        "name": question.name,
        "title": PANELS[question.name],
        "description": description,
        "sql": sql,
        "parameters": parameters,
        "columns": answer.rows.column_names,
        "rows": json.loads(json.dumps(rows, default=str)),  # dates and times as text
        "bytes_scanned": sum(each.bytes_scanned for each in asked),
        "usd": None if usd_per_tb is None else round(billed * usd_per_tb, 8),
    }


def by(unit: str, question: Statement) -> str:
    """Return a question with a row for each week, month or year: what happened in it, and what was there at its end."""
    time, columns = OVER_LONGER_TIMES[question.name]
    order = {"sum": "", "max_by": f", {time}"}
    of_unit = [
        f"{function}({name}{order[function]}) AS {name}"
        for function, names in columns.items()
        for name in names
    ]
    selected = ",\n    ".join([f"CAST(date_trunc('{unit}', {time}) AS date) AS {time}", *of_unit])
    return f"SELECT\n    {selected}\nFROM (\n{question.sql}\n) AS shorter\nGROUP BY 1\nORDER BY 1"
