"""Constants of DuckDB's SQL as values of an Iceberg column."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from pyiceberg.types import DateType, IcebergType, IntegerType, LongType, StringType, TimestampType
from sqlglot import exp

_PARSERS: dict[type[IcebergType], Callable[[str], object]] = {
    DateType: date.fromisoformat,
    IntegerType: int,
    LongType: int,
    StringType: str,
    TimestampType: lambda text: _in_utc(datetime.fromisoformat(text)),
}


def constant_value(constant: exp.Expr, kind: IcebergType) -> object:
    """Return the constant as a value of the type; None when it is no constant, or none that Python can hold.

    Args:
        constant: What a column of the type is compared to.
        kind: A string, a whole number, a date or a timestamp; other types have no values here.
    """
    text = _text(constant)
    parse = _PARSERS.get(type(kind))
    if text is None or parse is None:
        return None
    try:
        return parse(text)
    except ValueError:
        # Such as a year of five digits, which Python does not know.
        return None


def _text(constant: exp.Expr) -> str | None:
    match constant:
        case exp.Paren():
            return _text(constant.this)
        case exp.Cast(this=exp.Literal() as literal) | (exp.Literal() as literal):
            return literal.name
        case exp.Neg(this=exp.Literal(is_string=False) as literal):
            return f"-{literal.name}"
        case _:
            return None


def _in_utc(moment: datetime) -> datetime | None:
    return moment.replace(tzinfo=None) if moment.utcoffset() in (None, timedelta(0)) else None
