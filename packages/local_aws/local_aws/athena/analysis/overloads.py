"""Which form of a function a call means (Trino documentation, "Functions")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from local_aws.athena.analysis.binding import (
    TEXTS_WITH_SYNTAX,
    VARIABLE,
    Binding,
    bind,
    bind_lambda,
    bound,
    returned,
)
from local_aws.athena.analysis.coercion import becomes
from local_aws.athena.analysis.signatures import VARIADIC, Argument, Call, LambdaType, Signature, signatures
from local_aws.athena.analysis.types import UNKNOWN, SqlType, parsed_type
from local_aws.athena.errors import FunctionNotFoundError, UnsupportedFunctionError

_ORDER: Final = (
    *("unknown", "tinyint", "smallint", "integer", "bigint", "decimal", "real", "double"),
    *("date", "timestamp"),
)

# Either engine approximates in its own way: even a good answer here is not the one that Athena gives.
_INSTEAD: Final = {
    "approx_distinct": "count(DISTINCT ...) is exact in both",
    "approx_percentile": "row_number() beside count(*) finds an exact one in both",
}


def resolve(name: str, arguments: Sequence[Argument]) -> Call:
    """Return the form that a call means.

    Raises:
        FunctionNotFoundError: Trino has none of that name, or none that takes these arguments.
        UnsupportedFunctionError: The local engine is not known to answer that form as Trino does.
    """
    forms = signatures(name)
    if not forms:
        raise FunctionNotFoundError(f"Function '{name}' not registered")
    found = [call for form in forms if (call := _fitted(form, arguments))]
    if not found:
        expected = ", ".join(sorted({str(form) for form in forms}))
        given = ", ".join(map(str, arguments))
        raise FunctionNotFoundError(
            f"Unexpected parameters ({given}) for function {name}. Expected: {expected}"
        )
    call = min(found, key=lambda each: _distance(each, arguments))
    if call.signature.verdict == "refused":
        raise UnsupportedFunctionError(
            f"{call.signature} is not known to answer alike in DuckDB, the local engine; "
            + _INSTEAD.get(name, "Athena has it")
        )
    return call


def _distance(call: Call, arguments: Sequence[Argument]) -> tuple[int, int, int]:
    far = sum(
        abs(_rank(wanted) - _rank(given)) + (wanted.name != given.name)
        for wanted, given in zip(call.arguments, arguments, strict=True)
        if isinstance(given, SqlType) and given != UNKNOWN
    )
    # Of what NULL may be, Trino takes the type that becomes each of the others.
    of_null = sum(
        _rank(wanted) for wanted, given in zip(call.arguments, arguments, strict=True) if given == UNKNOWN
    )
    return far, bool(VARIABLE.search(call.signature.arguments.replace("varchar(x)", ""))), of_null


def _rank(kind: SqlType) -> int:
    return _ORDER.index(kind.name) if kind.name in _ORDER else 0


@cache
def _parameters(arguments: str) -> tuple[SqlType, ...]:
    return parsed_type(f"function({arguments})").elements if arguments else ()


def _fitted(form: Signature, arguments: Sequence[Argument]) -> Call | None:
    wanted = _parameters(form.arguments)
    if (form.name, form.arguments) in VARIADIC and len(arguments) >= len(wanted):
        wanted = (*wanted, *(wanted[-1:] * (len(arguments) - len(wanted))))
        if form.name == "concat" and len(arguments) == 1:
            return None
    if len(wanted) != len(arguments):
        return None
    binding: Binding = {}
    pairs = list(zip(wanted, arguments, strict=True))
    # What a lambda is given follows from the other arguments.
    for kind, given in pairs:
        if isinstance(given, SqlType) and not bind(kind, given, binding):
            return None
    for kind, given in pairs:
        if isinstance(given, LambdaType) and not bind_lambda(kind, given, binding):
            return None
    taken = tuple(bound(kind, binding) for kind in wanted)
    for kind, given in zip(taken, arguments, strict=True):
        if isinstance(given, SqlType) and not _accepts(kind, given):
            return None
    return Call(form, returned(form, binding), taken)


def _accepts(wanted: SqlType, given: SqlType) -> bool:
    return wanted.name in TEXTS_WITH_SYNTAX or becomes(given, wanted)
