"""Values as Athena writes them into a result."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, cast

import pyarrow as pa
import pyarrow.types as kinds

from local_aws.athena.errors import QueryFailedError

_PLAIN_FLOATS = (1e-3, 1e7)
_TIMESPECS: Final = {"s": "seconds", "ms": "milliseconds", "us": "microseconds"}


def as_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the rows with a text, or NULL, in place of each value.

    Raises:
        QueryFailedError: A date or a time lies beyond the year 9999.
    """
    arrays = cast("list[Any]", batch.columns)
    columns = [_column(array) for array in arrays]
    fields = [pa.field(name, pa.string()) for name in batch.schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))  # pyright: ignore[reportUnknownMemberType] - an overload of its stubs is not typed


def _column(column: Any) -> Any:  # noqa: ANN401 - an array of any type, of which its stubs know little
    kind: pa.DataType = column.type
    if kinds.is_string(kind):
        return column
    if kinds.is_boolean(kind) or kinds.is_integer(kind) or kinds.is_decimal(kind):
        return column.cast(pa.string())
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError) as error:
        raise QueryFailedError(
            f"a date of the result is out of the range of years 1 to 9999: {error}"
        ) from error
    return pa.array([None if value is None else value_text(value, kind) for value in values], pa.string())


def value_text(value: object, kind: Any) -> str:  # noqa: ANN401, C901, PLR0911, PLR0912 - as above; one for each kind of value
    """Return a value of a type of Arrow's as Athena shows it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return float_text(shortest(value) if kinds.is_float32(kind) else value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            text = value.replace(tzinfo=None).isoformat(sep=" ", timespec=_TIMESPECS[kind.unit])
            return text if value.tzinfo is None else f"{text} {value.tzinfo}"
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="milliseconds")
        case bytes():
            return value.hex(" ")
        case pa.MonthDayNano():
            return _interval_text(value.months, value.days, value.nanoseconds)
        case Mapping():
            # What has no name in a row is field0, field1 (Athena User Guide, "Create arrays of nested values").
            fields = enumerate(zip(kind, cast("Mapping[str, object]", value).values(), strict=True))
            texts = (
                f"{f'field{at}' if field.name == f'_{at}' else field.name}={value_text(item, field.type)}"
                for at, (field, item) in fields
            )
            return "{" + ", ".join(texts) + "}"
        case list() if kinds.is_map(kind):
            pairs = cast("Sequence[tuple[object, object]]", value)
            entries = (
                f"{value_text(name, kind.key_type)}={value_text(item, kind.item_type)}"
                for name, item in pairs
            )
            return "{" + ", ".join(entries) + "}"
        case list():
            items = cast("list[object]", value)
            return f"[{', '.join(value_text(item, kind.value_type) for item in items)}]"
        case _:
            return str(value)


def shortest(value: float) -> float:
    """Return a value of 32 bits with the digits that tell it from its neighbours, 0.1 for 0.1."""
    return float(pa.scalar(value, pa.float32()).cast(pa.string()).as_py())


def float_text(value: float) -> str:
    """Return a double as Athena shows it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    least, limit = _PLAIN_FLOATS
    return repr(value) if value == 0 or least <= abs(value) < limit else scientific_text(value)


def scientific_text(value: float) -> str:
    """Return a number as Java writes it: one digit before the point, at least one behind it, and the power of ten."""
    if not math.isfinite(value):
        return float_text(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    mantissa = "".join(map(str, digits[1:])) or "0"
    return f"{'-' * sign}{digits[0]}.{mantissa}E{int(exponent) + len(digits) - 1}"


def _interval_text(months: int, days: int, nanoseconds: int) -> str:
    if months:
        return f"{'-' * (months < 0)}{abs(months) // 12}-{abs(months) % 12}"
    milliseconds = days * 86_400_000 + nanoseconds // 1_000_000
    seconds, rest = divmod(abs(milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    return f"{'-' * (milliseconds < 0)}{day} {hour:02}:{minute:02}:{second:02}.{rest:03}"
