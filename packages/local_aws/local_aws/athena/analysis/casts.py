"""Which conversions the local engine does as Athena does them."""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import (
    INTEGERS,
    NUMBERS,
    UNKNOWN,
    ZONED,
    SqlType,
    all_types,
    type_of_cast,
)
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError

_EXACT: Final = (*INTEGERS, "decimal")
_FROM: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(INTEGERS, (*NUMBERS, "varchar", "boolean")),
    "decimal": (*NUMBERS, "varchar"),
    "real": (*NUMBERS,),
    "double": (*NUMBERS,),
    "boolean": ("boolean", "varchar", *INTEGERS),
    "varchar": ("varchar", *NUMBERS, "boolean", "date", "timestamp"),
    "date": ("date", "varchar", "timestamp", ZONED),
    "timestamp": ("timestamp", "date", "varchar", ZONED),
    ZONED: (ZONED, "timestamp", "date"),
}
"""What a value of a type is converted to."""

_PRECISIONS: Final = (0, 3, 6)
_LARGEST_PRECISION: Final = 6
_IMPOSSIBLE: Final = (
    {("date", kind) for kind in (*NUMBERS, "boolean")}
    | {("timestamp", kind) for kind in (*NUMBERS, "boolean")}
    | {(kind, moment) for kind in (*NUMBERS, "boolean") for moment in ("date", "timestamp", ZONED)}
)


def _cast(types: Types, node: exp.Cast, scope: Scope) -> SqlType:
    if node.args.get("format") or node.args.get("default"):
        raise unsupported(node)
    given = types.type_of(node.this, scope)
    wanted = type_of_cast(node.to)
    for kind in all_types(wanted):
        _check_precision(node, given, kind)
    _check(node, given, wanted)
    return wanted


def _check_precision(node: exp.Cast, given: SqlType, wanted: SqlType) -> None:
    if wanted.name == "timestamp" and wanted.numbers[0] not in _PRECISIONS:
        raise UnsupportedFunctionError(f"{wanted} has no equal locally; timestamp(0), (3) and (6) have")
    if wanted.name == ZONED and wanted.numbers[0] > _LARGEST_PRECISION:
        raise UnsupportedFunctionError(f"{wanted} has no equal locally; write at most six digits")
    if wanted.name == ZONED and not isinstance(node.this, exp.Literal) and given.numbers > wanted.numbers:
        raise UnsupportedFunctionError(f"CAST({given} AS {wanted}) does not round locally")


def _check(node: exp.Cast, given: SqlType, wanted: SqlType) -> None:
    if given in (UNKNOWN, wanted):
        return
    if (given.name, wanted.name) in _IMPOSSIBLE:
        raise TypeMismatchError(f"Cannot cast {given} to {wanted}")
    if given.name == wanted.name in ("array", "row", "map"):
        if len(given.elements) != len(wanted.elements):
            raise TypeMismatchError(f"Cannot cast {given} to {wanted}")
        for one, other in zip(given.elements, wanted.elements, strict=True):
            if one != other and (one.name, other.name) not in _PLAIN and one != UNKNOWN:
                raise _no_equal(given, wanted)
        return
    if isinstance(node.this, exp.Literal) and node.this.is_string and wanted.name == ZONED:
        _check_zone(node.this.name, given, wanted)
    elif wanted.name not in _FROM.get(given.name, ()):
        raise _no_equal(given, wanted)


_PLAIN: Final = {(kind, kind) for kind in (*NUMBERS, "varchar", "date", "timestamp", "boolean")} | {
    ("integer", "bigint"), ("integer", "varchar"), ("bigint", "varchar"), ("integer", "double"), ("bigint", "double")
}  # fmt: skip


def _check_zone(text: str, given: SqlType, wanted: SqlType) -> None:
    if not re.search(r"\d( ?(UTC|Z)|[+-]00:00)$", text):
        raise UnsupportedFunctionError(
            f"CAST({given} AS {wanted}): the zone of {text!r} is lost locally; write it in UTC"
        )


def _no_equal(given: SqlType, wanted: SqlType) -> UnsupportedFunctionError:
    return UnsupportedFunctionError(
        f"CAST({given} AS {wanted}) is not known to answer alike in DuckDB, the local engine"
    )


RULES: Final[Rules] = {exp.Cast: _cast, exp.TryCast: _cast}
