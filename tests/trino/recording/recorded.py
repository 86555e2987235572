"""Answers in a form that a file can hold, and whether two are the same."""

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, cast

import pyarrow as pa

from local_aws.athena import AthenaSql, SqlError
from local_aws.athena.explanation import HEAD
from local_aws.athena.results.result_text import shortest
from tests.trino.answer import Answer, trino_type

type Outcome = dict[str, Any]
"""Either `error`, or `columns`, pairs of name and type, and `rows`."""

AGREED: Final = "agreed"
REFUSED_BY_BOTH: Final = "refused by both"
REFUSED_HERE: Final = "refused here only"
DECLARED: Final = "differs and says so"
SILENT: Final = ("other values", "other types", "accepted here only")
"""What must not be."""

_DIGITS: Final = 10
_OTHERS: Final = {
    "month_day_nano_interval": "interval",
    "binary": "varbinary",
    "large_binary": "varbinary",
    "null": "unknown",
}


def outcome_of(answer: Answer) -> Outcome:
    return {
        "columns": [[column.name, _plain_type(column.type)] for column in answer.columns],
        "rows": [[plain(value) for value in row] for row in answer.rows],
    }


def ask_local(engine: AthenaSql, sql: str) -> Outcome:
    """Return what the local engine makes of a statement."""
    try:
        table = engine.query(sql)
    except SqlError as error:
        return {"error": f"{error.code}: {error}"}
    values = [
        [exact(value, column.type) for value in column.to_pylist()]
        for column in cast("list[Any]", table.columns)
    ]
    return {
        "columns": [
            [name, _local_type(str(kind))]
            for name, kind in zip(table.schema.names, table.schema.types, strict=True)
        ],
        "rows": [[plain(value) for value in row] for row in zip(*values, strict=True)],
    }


def exact(value: Any, kind: Any) -> object:  # noqa: ANN401 - of any type, of which pyarrow's stubs know little
    """Return a value of Arrow's as Trino's client tells it."""
    match value:
        case float() if pa.types.is_float32(kind):
            return shortest(value)
        case dict():
            fields = cast("dict[str, object]", value).values()
            return [exact(each, field.type) for each, field in zip(fields, kind, strict=True)]
        case list() if pa.types.is_map(kind):
            return {
                exact(key, kind.key_type): exact(item, kind.item_type)
                for key, item in cast("list[tuple[object, object]]", value)
            }
        case list():
            return [exact(each, kind.value_type) for each in cast("list[object]", value)]
        case _:
            return value


def compared(trino: Outcome, local: Outcome) -> str:
    """Return `AGREED`, `REFUSED_BY_BOTH`, `REFUSED_HERE`, `DECLARED` or one of `SILENT`."""
    if "error" in trino:
        return REFUSED_BY_BOTH if "error" in local else "accepted here only"
    if "error" in local:
        return REFUSED_HERE
    if local["rows"][:1] == [[HEAD]]:
        return DECLARED
    if sorted(map(repr, trino["rows"])) != sorted(map(repr, local["rows"])):
        return "other values"
    return AGREED if trino["columns"] == local["columns"] else "other types"


def _local_type(arrow: str) -> str:
    if arrow in _OTHERS:
        return _OTHERS[arrow]
    try:
        return _plain_type(trino_type(arrow))
    except KeyError:
        # What the other forms compare by value alone.
        return "nested"


def _plain_type(kind: str) -> str:
    kind = kind.lower()
    if kind.startswith("interval"):
        return "interval"
    if kind.endswith("with time zone"):
        return "timestamp with time zone"
    kind = kind.replace("timestamp(0)", "timestamp(3)")
    return "nested" if kind.startswith(("map", "row")) or "(row" in kind or "(map" in kind else kind


def plain(value: object) -> object:  # noqa: C901, PLR0911 - one for each kind of value
    match value:
        case None | bool() | str() | int():
            return value
        case float():
            return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else str(value)
        case Decimal():
            return f"{value:f}"
        case timedelta():
            return f"{value.total_seconds():.3f} s"
        case pa.MonthDayNano():
            months, days, nanoseconds = cast("tuple[int, int, int]", tuple(value))
            return f"{months} months" if months else f"{days * 86_400 + nanoseconds / 1e9:.3f} s"
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat(" ")
        case date() | time():
            return value.isoformat()
        case bytes() | bytearray():
            return value.hex()
        case dict():
            return {
                "map": sorted(
                    ([plain(key), plain(item)] for key, item in cast("dict[object, object]", value).items()),
                    key=repr,
                )
            }
        case list() | tuple():
            return [plain(each) for each in cast("list[object]", value)]
        case _:
            return str(value)
