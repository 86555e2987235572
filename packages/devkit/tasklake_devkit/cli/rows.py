"""Rows on standard output, for people and for programs."""

import csv
import json
import sys
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, cast

from rich.console import Console
from rich.table import Table


class Rows(Protocol):
    """What a `pyarrow.Table` has of rows."""

    @property
    def column_names(self) -> list[str]: ...

    @property
    def num_rows(self) -> int: ...

    def to_pylist(self) -> list[dict[str, object]]: ...


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_rows(rows: Rows, output: Format) -> None:
    """Print a result: a drawn table, JSON Lines, or CSV with a header line (RFC 4180)."""
    match output:
        case Format.TABLE:
            print_table(rows)
        case Format.JSON:
            for row in rows.to_pylist():
                print(json.dumps({name: as_json(value) for name, value in row.items()}))  # noqa: T201  # the rows are the output
        case Format.CSV:
            writer = csv.writer(sys.stdout)
            writer.writerow(rows.column_names)
            writer.writerows([as_text(value) for value in row.values()] for row in rows.to_pylist())


def print_table(rows: Rows) -> None:
    table = Table(*rows.column_names)
    for row in rows.to_pylist():
        table.add_row(*(as_text(value) for value in row.values()))
    console = Console(highlight=False, markup=False)
    console.print(table)
    console.print(f"{rows.num_rows} row{'' if rows.num_rows == 1 else 's'}")


def as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [as_json(item) for item in cast("list[object]", value)]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def as_text(value: object) -> str:
    plain = as_json(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
