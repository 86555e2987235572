"""Rows on standard output, for people and for programs."""

import csv
import io
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Protocol, cast

import typer
from rich.console import Console
from rich.table import Table

from tasklake_operations.cli.output import failing_output, write_output
from tasklake_operations.errors import OperationError


class Column(Protocol):
    """What a `pyarrow.ChunkedArray` has of values."""

    def to_pylist(self) -> list[Any]: ...


class Rows(Protocol):
    """What a `pyarrow.Table` has of rows."""

    @property
    def column_names(self) -> list[str]: ...

    @property
    def columns(self) -> Sequence[Column]: ...


class DuplicateColumnError(OperationError):
    """A JSON object cannot hold two columns of one name."""


class UnprintableValueError(OperationError):
    """Python has no such date or time."""


NOT_IN_JSON: Final = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
"""Numbers by Python's names, and what Athena calls them."""


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How rows are printed.")]


def rows_of(columns: Mapping[str, Sequence[object]]) -> Rows:
    """Return columns of equal length as rows."""
    import pyarrow as pa

    return pa.table({name: list(column) for name, column in columns.items()})


def print_rows(rows: Rows, output: Format) -> None:
    """Print a result: a drawn table, JSON Lines, or CSV with a header line (RFC 4180, but for its line ends).

    Raises:
        DuplicateColumnError: JSON is asked for, and two columns have one name.
        UnprintableValueError: A date or time is of a year that cannot be shown.
        OutputError: Standard output does not take it.
        Exit: Nobody reads it any more.
    """
    match output:
        case Format.TABLE:
            text = drawn_table(rows)
        case Format.JSON:
            text = json_lines(rows)
        case Format.CSV:
            text = csv_lines(rows)
    write_output(text, exact=output is not Format.TABLE)


def csv_lines(rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")  # as Athena's own result files
    writer.writerow(rows.column_names)
    writer.writerows([as_text(value) for value in row] for row in values(rows))
    return text.getvalue()


def json_lines(rows: Rows) -> str:
    names = rows.column_names
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DuplicateColumnError(f"Columns need names of their own in JSON: {', '.join(repeated)}; use AS.")
    documents = [
        {name: as_json(value) for name, value in zip(names, row, strict=True)} for row in values(rows)
    ]
    return "".join(json.dumps(document) + "\n" for document in documents)


def drawn_table(rows: Rows) -> str:
    table = Table()
    for name in rows.column_names:
        table.add_column(name, overflow="fold")
    count = 0
    for count, row in enumerate(values(rows), start=1):  # noqa: B007  # the last one is the number of rows
        table.add_row(*(as_text(value) for value in row))
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:  # a pipe has no edge to wrap at
        unbounded = console.options.update(max_width=sys.maxsize)
        console.width = max(console.width, console.measure(table, options=unbounded).maximum)
    with (
        failing_output(),
        console.capture() as drawn,
    ):  # its end writes nothing, which a full disk refuses too
        console.print(table)
        console.print(f"{count} row{'' if count == 1 else 's'}")
    return drawn.get()


def values(rows: Rows) -> Iterator[tuple[object, ...]]:
    """Yield the values of each row; columns of one name are not one, as they are in `to_pylist`."""
    return zip(*map(values_of, rows.column_names, rows.columns), strict=True)


def values_of(name: str, column: Column) -> list[object]:
    try:
        return column.to_pylist()
    except OverflowError as error:
        raise UnprintableValueError(
            f'Column "{name}" has a date or time outside the years 1 to 9999: show it with CAST(... AS varchar).'
        ) from error


def as_json(value: object) -> object:  # noqa: PLR0911 - one for each kind of value
    """Return a value as JSON has it; numbers that JSON lacks and decimals are text, bytes are hexadecimal."""
    match value:
        case None | str() | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else NOT_IN_JSON[str(value)]
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="milliseconds")
        case date():
            return value.isoformat()
        case bytes():
            return value.hex(" ")  # as Athena shows VARBINARY
        case list() | tuple():
            return [as_json(item) for item in cast("Sequence[object]", value)]
        case dict():
            return {str(name): as_json(item) for name, item in cast("dict[object, object]", value).items()}
        case _:
            return str(value)


def as_text(value: object) -> str:
    plain = as_json(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
