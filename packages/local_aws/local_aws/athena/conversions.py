"""CAST and TRY_CAST as Athena does them."""

import re
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.types import INTEGERS, SqlType
from local_aws.athena.errors import QueryFailedError, UnsupportedFunctionError

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

_SHOWN: Final = {0: "%Y-%m-%d %H:%M:%S", 3: "%Y-%m-%d %H:%M:%S.%g", 6: "%Y-%m-%d %H:%M:%S.%f"}


def converted(cast: exp.Cast, given: SqlType, wanted: SqlType) -> None:
    """Rewrite one conversion in place.

    Raises:
        QueryFailedError: A literal is not of the type.
        UnsupportedFunctionError: The local engine has no equal.
    """
    value, around = cast.this, cast.parent
    is_try = isinstance(cast, exp.TryCast) or (
        isinstance(around, exp.Anonymous) and around.name.lower() == "try"
    )
    match given.name, wanted.name:
        case "varchar", kind if kind in _TEXTS:
            _from_text(value, kind, is_try=is_try)
            if kind == "decimal" and not cast.to.expressions:
                cast.set("to", exp.DataType.build(str(wanted), dialect="trino"))
        case "double" | "real", kind if kind in INTEGERS:
            value.replace(exp.Round(this=value.copy()))
        case "varchar", "varchar" if wanted.numbers:
            length = exp.Literal.number(wanted.numbers[0])
            cast.replace(exp.func("left", value.copy(), length))
        case _, "varchar" if wanted.numbers:
            raise UnsupportedFunctionError(f"CAST({given} AS {wanted}): write varchar without a length")
        case "timestamp", "varchar":
            if given.numbers[0] not in _SHOWN:
                raise UnsupportedFunctionError(
                    f"CAST({given} AS varchar): cast it to timestamp(3) or (6) first"
                )
            cast.replace(exp.func("strftime", value.copy(), exp.Literal.string(_SHOWN[given.numbers[0]])))
        case "double", "varchar":
            cast.replace(exp.func("double_to_text", value.copy()))
        case _:
            pass


def _from_text(value: exp.Expr, kind: str, *, is_try: bool) -> None:
    pattern = _TEXTS[kind]
    if isinstance(value, exp.Literal):
        if re.fullmatch(pattern, value.name) is None:
            if not is_try:
                raise QueryFailedError(f"Value cannot be cast to {kind}: {value.name}")
            value.replace(exp.null())
        return
    function = "text_if_valid" if is_try else "valid_text"
    value.replace(exp.func(function, value.copy(), exp.Literal.string(pattern), exp.Literal.string(kind)))
