"""CAST and TRY_CAST as Athena does them."""

import re
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.types import INTEGERS, VARCHAR, SqlType
from local_aws.athena.errors import QueryFailedError, UnsupportedFunctionError
from local_aws.athena.syntax.tree_edits import call_around, cast_to, data_type, put, put_around, put_call

_DATE: Final = r"\s*\d{4,}-\d{1,2}-\d{1,2}"
_NUMBER: Final = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_TEXTS: Final[dict[str, str]] = {
    **dict.fromkeys(INTEGERS, r"\s*[+-]?\d+\s*"),
    "double": rf"\s*{_NUMBER}\s*|NaN|[+-]?Infinity",
    "real": rf"\s*{_NUMBER}\s*|NaN|[+-]?Infinity",
    "decimal": _NUMBER,
    "boolean": r"(?i)t|true|f|false|1|0",
    "date": rf"{_DATE}\s*",
    "timestamp": rf"{_DATE}( \d{{1,2}}:\d{{1,2}}(:\d{{1,2}}(\.\d+)?)?)?\s*( UTC)?",
}
"""What of a text is taken for a value of a type; DuckDB takes more."""

_MOST_DIGITS: Final = 6
_SHOWN: Final = {0: "%Y-%m-%d %H:%M:%S", 3: "%Y-%m-%d %H:%M:%S.%g", 6: "%Y-%m-%d %H:%M:%S.%f"}


def converted(cast: exp.Cast, given: SqlType, wanted: SqlType) -> None:
    """Rewrite one conversion in place.

    Raises:
        QueryFailedError: A literal is not of the type.
        UnsupportedFunctionError: The local engine has no equal.
    """
    if given.name == "varchar" and wanted.name in _TEXTS:
        _from_text(cast, wanted)
    elif wanted.name == "varchar":
        _to_text(cast, given, wanted)
    elif given.name == wanted.name == "timestamp" and given.numbers > wanted.numbers:
        _round_moment(cast, wanted)
    elif given.name in ("double", "real") and wanted.name in INTEGERS:
        put_around(cast.this, lambda hole: exp.Round(this=hole))
    elif given.name in ("double", "real") and wanted.name == "decimal":
        # The digits that the number is shown with count, as in Java, not those of its binary fraction.
        cast_to(cast.this, VARCHAR)


def _to_text(cast: exp.Cast, given: SqlType, wanted: SqlType) -> None:
    value = cast.this
    match given.name:
        case "varchar" if wanted.numbers:
            put_call(cast, "left", [value, exp.Literal.number(wanted.numbers[0])])
        case _ if wanted.numbers:
            raise UnsupportedFunctionError(f"CAST({given} AS {wanted}): write varchar without a length")
        case "timestamp":
            if given.numbers[0] not in _SHOWN:
                raise UnsupportedFunctionError(
                    f"CAST({given} AS varchar): cast it to timestamp(3) or (6) first"
                )
            put_call(cast, "strftime", [value, exp.Literal.string(_SHOWN[given.numbers[0]])])
        case "decimal" if given.numbers[0] == given.numbers[1]:
            put_call(cast, "fraction_to_text", [value])
        case _:
            pass


def _is_written_so(value: exp.Expr, wanted: SqlType) -> bool:
    return isinstance(value, exp.Literal) and _digits(value) <= wanted.numbers[0]


def _digits(literal: exp.Literal) -> int:
    return len(re.sub(r"[^.]*\.?(\d*).*", r"\1", literal.name))


def _round_moment(cast: exp.Cast, wanted: SqlType) -> None:
    # DuckDB cuts off what is beyond seconds, and of times before 1970 rounds half milliseconds down.
    exact = type(cast)(this=cast.this, to=data_type(SqlType("timestamp", (_MOST_DIGITS,))))
    units = exp.Literal.number(10 ** (_MOST_DIGITS - wanted.numbers[0]))
    cast.set("this", exp.Anonymous(this="rounded_moment", expressions=[exact, units]))


def _from_text(cast: exp.Cast, wanted: SqlType) -> None:
    value, around = cast.this, cast.parent
    is_try = isinstance(cast, exp.TryCast) or (
        isinstance(around, exp.Anonymous) and around.name.lower() == "try"
    )
    kind, pattern = wanted.name, _TEXTS[wanted.name]
    if kind == "decimal":
        cast.set("to", data_type(wanted))
    if kind == "timestamp" and not _is_written_so(value, wanted):
        _round_moment(cast, wanted)
    if isinstance(value, exp.Literal):
        if re.fullmatch(pattern, value.name) is None:
            if not is_try:
                raise QueryFailedError(f"Value cannot be cast to {kind}: {value.name}")
            put(value, exp.null())
        elif kind == "timestamp" and _digits(value) > _MOST_DIGITS:
            raise UnsupportedFunctionError(f"{value.name}: a second has, locally, at most six digits")
        return
    if kind == "timestamp":
        call_around(value, "with_microseconds")
    function = "text_if_valid" if is_try else "valid_text"
    call_around(value, function, exp.Literal.string(pattern), exp.Literal.string(kind))
