"""Conditions in SQL as the filter that Iceberg chooses data files by.

A condition that has no counterpart lets every row pass: a filter may be too wide, never too narrow.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from pyiceberg.expressions import (
    AlwaysTrue,
    And,
    BooleanExpression,
    EqualTo,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
    NotNull,
    Or,
)
from pyiceberg.types import (
    DateType,
    IcebergType,
    IntegerType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
)
from sqlglot import exp

from local_aws.athena.scans.scan_columns import ScannedColumn, scanned_columns

# The parameters are left open since pydantic hides those of pyiceberg's constructors.
type _Predicate = Callable[..., BooleanExpression]

_COMPARISONS: dict[type[exp.Expr], _Predicate] = {
    exp.EQ: EqualTo,
    exp.GT: GreaterThan,
    exp.GTE: GreaterThanOrEqual,
    exp.LT: LessThan,
    exp.LTE: LessThanOrEqual,
}
_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.EQ: exp.EQ,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
}
_PARSERS: dict[type[IcebergType], Callable[[str], object]] = {
    DateType: date.fromisoformat,
    IntegerType: int,
    LongType: int,
    StringType: str,
    TimestampType: lambda text: _in_utc(datetime.fromisoformat(text)),
}
_FROM, _UP_TO = (exp.EQ, exp.GT, exp.GTE), (exp.EQ, exp.LT, exp.LTE)
_IS_NULL: _Predicate = IsNull
_NOT_NULL: _Predicate = NotNull


def row_filter(conditions: Sequence[exp.Expr], fields: Sequence[NestedField]) -> BooleanExpression:
    """Return the filter that every row which fulfils all conditions passes.

    Args:
        conditions: In DuckDB's SQL, over columns by their scanned names.
        fields: The scan's columns, by their position.
    """
    result: BooleanExpression = AlwaysTrue()
    for condition in conditions:
        result = And(result, _filter(condition, fields))
    return result


def _filter(condition: exp.Expr, fields: Sequence[NestedField]) -> BooleanExpression:
    match condition:
        case exp.Paren():
            result = _filter(condition.this, fields)
        case exp.And():
            result = And(*(_filter(part, fields) for part in condition.flatten()))
        case exp.Or():
            result = Or(*(_filter(part, fields) for part in condition.flatten()))
        case exp.Between(this=column):
            bounds = ((exp.GTE, condition.args["low"]), (exp.LTE, condition.args["high"]))
            result = And(*(_comparison(kind, column, bound, fields) for kind, bound in bounds))
        case exp.Is(this=column, expression=exp.Null()):
            result = _null_test(_IS_NULL, column, fields)
        case exp.Not(this=exp.Is(this=column, expression=exp.Null())):
            result = _null_test(_NOT_NULL, column, fields)
        case exp.Binary(left=exp.Column() | exp.Cast(this=exp.Column())):
            result = _comparison(type(condition), condition.left, condition.right, fields)
        case exp.Binary() if type(condition) in _MIRRORED:
            result = _comparison(_MIRRORED[type(condition)], condition.right, condition.left, fields)
        case _:
            result = AlwaysTrue()
    return result


def _comparison(
    kind: type[exp.Expr], column: exp.Expr, constant: exp.Expr, fields: Sequence[NestedField]
) -> BooleanExpression:
    if isinstance(column, exp.Cast) and column.is_type(exp.DType.DATE):
        return _day_comparison(kind, column.this, constant, fields)
    field = _field(column, fields)
    value = _constant_value(constant, field.field_type) if field else None
    if field is None or value is None or kind not in _COMPARISONS:
        return AlwaysTrue()
    return _COMPARISONS[kind](field.name, value)


def _day_comparison(
    kind: type[exp.Expr], column: exp.Expr, constant: exp.Expr, fields: Sequence[NestedField]
) -> BooleanExpression:
    """Compare the day of a timestamp; a filter need not tell < from <=."""
    field = _field(column, fields)
    day = _constant_value(constant, DateType())
    if field is None or not isinstance(field.field_type, TimestampType) or not isinstance(day, date):
        return AlwaysTrue()
    midnight, last = datetime.combine(day, time.min), datetime.combine(day, time.max)
    not_before = _COMPARISONS[exp.GTE](field.name, midnight) if kind in _FROM else AlwaysTrue()
    not_after = _COMPARISONS[exp.LTE](field.name, last) if kind in _UP_TO else AlwaysTrue()
    return And(not_before, not_after)


def _null_test(predicate: _Predicate, column: exp.Expr, fields: Sequence[NestedField]) -> BooleanExpression:
    field = _field(column, fields)
    return predicate(field.name) if field else AlwaysTrue()


def _field(column: exp.Expr, fields: Sequence[NestedField]) -> NestedField | None:
    match scanned_columns(column.name) if isinstance(column, exp.Column) else []:
        case [ScannedColumn(position=int(position))]:
            return fields[position]
        case _:
            return None


def _constant_value(constant: exp.Expr, kind: IcebergType) -> object:
    """Return a constant as a value of a type; None when it is no constant, or none that Python can hold."""
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
