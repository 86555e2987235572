"""What a form of a function answers otherwise for some values of its arguments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.signatures import Call
from local_aws.athena.analysis.types import DATE, INTEGERS, ZONED, SqlType
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError

_OF_UNITS: Final = ("date_add", "date_diff", "date_trunc")
_DATE_UNITS: Final = ("day", "week", "month", "quarter", "year")
_COUNTED: Final = {"max": 2, "min": 2, "max_by": 3, "min_by": 3}
"""The functions that return several values, by the number of arguments they then have, the last of which says how many."""

_CONDITIONAL: Final = ("coalesce", "if", "nullif", "try")
_SHOWING: Final = ("to_iso8601", "date_format", "format_datetime")
_MOST: Final = 10_000
_MOST_DIGITS: Final = 38
_SHOWN_OTHERWISE: Final = ("double", "real", "timestamp", ZONED)


def check_unit(name: str, arguments: Sequence[exp.Expr]) -> None:
    """Check the unit of a call, which says what the call is before its types do.

    Raises:
        SqlError: There is no such unit, or it is no literal.
    """
    if name not in _OF_UNITS:
        return
    unit = arguments[0] if arguments else None
    if not isinstance(unit, exp.Literal):
        raise UnsupportedFunctionError(f"{name} takes, locally, a literal unit such as 'day'")
    if unit.name.lower() not in (*_DATE_UNITS, "hour", "minute", "second", "millisecond"):
        raise TypeMismatchError(f"{name}: '{unit.name}' is not a valid unit")


def check_arguments(name: str, call: Call, arguments: Sequence[exp.Expr]) -> None:
    """Check the values of the arguments of a call whose types fit.

    Raises:
        SqlError: Athena refuses them, or the local engine answers otherwise.
    """
    if name in _OF_UNITS and call.arguments[-1] == DATE and arguments[0].name.lower() not in _DATE_UNITS:
        raise TypeMismatchError(f"{name}: '{arguments[0].name}' is not a valid DATE field")
    if name == "mod" and call.returns.name in INTEGERS:
        _check_divisor(arguments[1])
    if name in _SHOWING:
        _check_shown(name, call.arguments[0])
    if name in ("ceil", "ceiling", "floor") and call.arguments[0].numbers[1:] == (_MOST_DIGITS,):
        raise UnsupportedFunctionError(f"{name} of {call.arguments[0]} fails in Athena, whatever the number")
    if name == "nth_value" and not (isinstance(arguments[1], exp.Literal) and int(arguments[1].name) > 0):
        raise UnsupportedFunctionError("nth_value takes, locally, a literal number from 1")
    if len(arguments) == _COUNTED.get(name):
        _check_count(name, arguments[-1])
    if name == "regexp_extract" and len(arguments) == 3:  # noqa: PLR2004 - text, pattern and group
        _check_group(arguments[1], arguments[2])
    if name == "array_join" and call.arguments[0].elements[0].name in _SHOWN_OTHERWISE:
        raise UnsupportedFunctionError(
            f"array_join of {call.arguments[0]}: cast the elements to varchar first"
        )


def _check_shown(name: str, moment: SqlType) -> None:
    least = 3 if name == "to_iso8601" else 0
    if moment.name == ZONED and not least <= moment.numbers[0] <= 3:  # noqa: PLR2004 - milliseconds
        raise UnsupportedFunctionError(f"{name} takes, locally, a timestamp(3) with time zone, not {moment}")


def _check_divisor(divisor: exp.Expr) -> None:
    # Athena's % by zero is an error of the row that it is computed for, its mod one of the whole statement: try() does
    # not catch it, and of constants it comes before any row, also in a branch that is never taken.
    literal = divisor.this if isinstance(divisor, exp.Cast | exp.Neg) else divisor
    is_sure = isinstance(literal, exp.Null) or (
        isinstance(literal, exp.Literal) and literal.name.strip(" +-0") != ""
    )
    if not is_sure and (divisor.find(exp.Column) is None or _is_conditional(divisor)):
        raise UnsupportedFunctionError(
            "mod by what may be zero fails in Athena as a whole, even in a branch that is not taken; write %"
        )


def _is_conditional(node: exp.Expr) -> bool:
    parent = node.parent
    return parent is not None and (
        isinstance(parent, exp.Case | exp.If | exp.Connector | exp.Filter)
        or (isinstance(parent, exp.Anonymous) and parent.name.lower() in _CONDITIONAL)
        or _is_conditional(parent)
    )


def _check_count(name: str, count: exp.Expr) -> None:
    # From row to row it may change, and Trino takes the first that it sees.
    literal = count.this if isinstance(count, exp.Cast) else count
    text = literal.name if isinstance(literal, exp.Literal) else ""
    if not (text.isdecimal() and 0 < int(text) <= _MOST):
        raise UnsupportedFunctionError(
            f"{name} takes, locally, a literal number of values, at most {_MOST:,}"
        )


def _check_group(pattern: exp.Expr, group: exp.Expr) -> None:
    if not (isinstance(pattern, exp.Literal) and isinstance(group, exp.Literal)):
        raise UnsupportedFunctionError("regexp_extract takes, locally, a literal pattern and group")
    try:
        groups = re.compile(pattern.name).groups
    except re.error as error:
        raise UnsupportedFunctionError(
            f"regexp_extract: {pattern.name!r} is no pattern locally: {error}"
        ) from error
    if int(group.name) > groups:
        raise TypeMismatchError(f"Pattern has {groups} groups. Cannot access group {group.name}")
