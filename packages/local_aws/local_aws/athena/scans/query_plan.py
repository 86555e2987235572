"""What DuckDB's optimizer makes of a statement: which columns and which rows each scan is asked for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from local_aws.athena.scans.partition_pruning import conjuncts
from local_aws.athena.scans.scan_columns import scanned_columns


@dataclass(frozen=True, slots=True)
class PlannedScan:
    """One scan of a plan; the optimizer may read a table that is named once in several places.

    Attributes:
        number: The number in the scanned names of its columns; None of an Arrow table, as an unopened scan is, without such.
        positions: The columns that it reads.
        conditions: What all rows that matter fulfil, in DuckDB's SQL over scanned names; what the scan itself
            filters by is not among them.
        equal_to: The texts that columns have in all rows that the scan lets pass, by the columns' positions.
    """

    number: int | None
    positions: frozenset[int]
    conditions: tuple[exp.Expr, ...]
    equal_to: Mapping[int, str] = field(default_factory=dict[int, str])


def planned_scans(connection: DuckDBPyConnection, sql: str) -> list[PlannedScan]:
    """Plan a statement and return the scans of scanned columns in it."""
    ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()
    return [scan for root in json.loads(plan) for scan in _scans(root, ())]


def _scans(node: dict[str, Any], conditions: tuple[exp.Expr, ...]) -> Iterator[PlannedScan]:
    details: dict[str, Any] = node["extra_info"]
    if not node["children"]:
        read = scanned_columns(_text(details, "Projections") + "\n" + _text(details, "Filters"))
        for number in {column.scan for column in read}:
            positions = {column.position for column in read if column.position is not None}
            equal_to = _equalities(details.get("Filters"), number)
            yield PlannedScan(number, frozenset(positions), conditions, equal_to)
        if not read and "ARROW_SCAN" in node["name"]:
            yield PlannedScan(None, frozenset(), ())
    # Only a filter right above a scan, or above another one there, speaks of nothing but its columns.
    inherited = (*conditions, *_conditions(details.get("Expression"))) if node["name"] == "FILTER" else ()
    for child in node["children"]:
        yield from _scans(child, inherited)


def _equalities(printed: str | list[str] | None, number: int) -> Mapping[int, str]:
    equal_to: dict[int, str] = {}
    for part in (each for condition in _conditions(printed) for each in conjuncts(condition)):
        match part:
            case exp.EQ(this=exp.Column(name=name), expression=exp.Literal(is_string=True, this=text)):
                for column in scanned_columns(name):
                    if column.scan == number and column.position is not None:
                        equal_to[column.position] = text
            case _:
                pass
    return equal_to


def _conditions(printed: str | list[str] | None) -> tuple[exp.Expr, ...]:
    if not isinstance(printed, str):
        # DuckDB breaks what it prints at every newline, even within a string, and drops empty lines.
        return ()
    try:
        return (parse_one(printed, read="duckdb"),)
    except SqlglotError:
        # Some filters are printed in a form that is no SQL; to know less of the rows is to read more files.
        return ()


def _text(details: dict[str, Any], key: str) -> str:
    value: str | list[str] = details.get(key, "")
    return value if isinstance(value, str) else "\n".join(value)
