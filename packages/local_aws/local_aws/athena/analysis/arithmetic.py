"""Signs, and what operators take and give (Trino documentation, "Mathematical", "Date and time functions")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.coercion import as_decimal, common_type
from local_aws.athena.analysis.overloads import resolve
from local_aws.athena.analysis.rule import Rules, Types
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import (
    BIGINT,
    DATE,
    DAY_TO_SECOND,
    DOUBLE,
    INTEGER,
    INTERVALS,
    MOMENTS,
    NUMBERS,
    UNKNOWN,
    SqlType,
    decimal,
    remainder_type,
)
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError

_SIGNS: Final[dict[type[exp.Expr], str]] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}

_LEAST: Final = {str(2**31): INTEGER, str(2**63): BIGINT}
"""Literals of which only the negative is of the type."""


def _negation(types: Types, node: exp.Neg, scope: Scope) -> SqlType:
    value = node.this
    if isinstance(value, exp.Literal) and not value.is_string and value.name in _LEAST:
        return _LEAST[value.name]
    kind = types.type_of(value, scope)
    if kind.name not in (*NUMBERS, *INTERVALS):
        raise TypeMismatchError(f"Cannot negate {kind}")
    return kind


def _concatenation(types: Types, node: exp.DPipe, scope: Scope) -> SqlType:
    arguments = (types.type_of(node.left, scope), types.type_of(node.right, scope))
    if UNKNOWN in arguments:
        raise UnsupportedFunctionError("NULL beside || needs a CAST, locally")
    return resolve("concat", arguments).returns


def _arithmetic(types: Types, node: exp.Binary, scope: Scope) -> SqlType:
    sign = _SIGNS[type(node)]
    left, right = types.type_of(node.left, scope), types.type_of(node.right, scope)
    if UNKNOWN in (left, right):
        raise UnsupportedFunctionError(f"{left} {sign} {right}: NULL needs a CAST here, locally")
    if left.name in NUMBERS and right.name in NUMBERS:
        return _numbers(sign, left, right)
    _refuse_hours_of_dates(node, left, right)
    kind = _moments(sign, left, right) or (_moments(sign, right, left) if sign in "+*" else None)
    if kind is None:
        raise TypeMismatchError(f"Cannot apply operator: {left} {sign} {right}")
    return kind


def _refuse_hours_of_dates(node: exp.Binary, left: SqlType, right: SqlType) -> None:
    if DATE in (left, right) and DAY_TO_SECOND in (left, right):
        interval = node.right if left == DATE else node.left
        if any(each.text("unit").upper() not in ("DAY", "WEEK") for each in interval.find_all(exp.Interval)):
            raise TypeMismatchError("Cannot add hour, minutes or seconds to a date")
        if not interval.find(exp.Interval):
            raise UnsupportedFunctionError(f"{left} and {right}: cast the date to timestamp")


def _numbers(sign: str, left: SqlType, right: SqlType) -> SqlType:
    common = common_type(left, right)
    if common is None or common.name != "decimal":
        return common or DOUBLE
    (p1, s1), (p2, s2) = as_decimal(left).numbers, as_decimal(right).numbers
    scale = max(s1, s2)
    match sign:
        case "*":
            if s1 + s2 > 38:  # noqa: PLR2004 - the most digits of a decimal
                raise TypeMismatchError(f"DECIMAL scale must be in range [0, precision (38)]: {s1 + s2}")
            return decimal(p1 + p2, s1 + s2)
        case "/":
            return decimal(p1 + s2 + max(s2 - s1, 0), scale)
        case "%":
            return remainder_type(as_decimal(left), as_decimal(right))
        case _:
            return decimal(max(p1 - s1, p2 - s2) + scale + 1, scale)


def _moments(sign: str, left: SqlType, right: SqlType) -> SqlType | None:
    if left.name in MOMENTS and right.name in INTERVALS and sign in "+-":
        if left.name == "timestamp" and right.name == "interval day to second":
            return SqlType("timestamp", (max(3, *left.numbers),))
        return left
    if left.name in INTERVALS and left == right and sign in "+-":
        return left
    if left.name in INTERVALS and right.name in ("integer", "bigint", "smallint", "tinyint") and sign == "*":
        return left
    if left.name in INTERVALS and right.name in NUMBERS and sign in "*/":
        raise UnsupportedFunctionError(f"{left} {sign} {right} is not known to answer alike locally")
    if sign == "-" and {left.name, right.name} <= set(MOMENTS):
        if DATE in (left, right) and left != right:
            raise UnsupportedFunctionError(f"{left} - {right}: cast the date to timestamp")
        return DAY_TO_SECOND if common_type(left, right) else None
    return None


RULES: Final[Rules] = {**dict.fromkeys(_SIGNS, _arithmetic), exp.Neg: _negation, exp.DPipe: _concatenation}
