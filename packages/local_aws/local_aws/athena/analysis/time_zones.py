"""A time in a zone, of which the local engine keeps no more than the moment."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.rule import Rules, Types
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import ZONED, SqlType
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError

_ZONE_READERS: Final = {"date_format", "hour", "minute", "day", "month", "year", "day_of_week", "date"}


IS_SHOWN: Final = "is_shown"
"""Under this key the `meta` of a time in a zone says that the result shows it so."""


def zone_of(node: exp.Expr) -> str:
    """Return the literal zone that a value is put into, or nothing where it is not put into one."""
    match node:
        case exp.AtTimeZone():
            zone = node.args["zone"]
        case exp.Anonymous(expressions=[_, zone]) if node.name.lower() in ("at_timezone", "with_timezone"):
            pass
        case _:
            return ""
    return zone.name if isinstance(zone, exp.Literal) and zone.is_string else ""


def at_time_zone(node: exp.Expr, kind: SqlType) -> SqlType:
    """Return the type of a time in a zone.

    Args:
        node: AT TIME ZONE or a call of at_timezone.
        kind: The type of the time.

    Raises:
        TypeMismatchError: It is no time.
        UnsupportedFunctionError: What reads the result would need the zone.
    """
    if kind.name not in ("timestamp", ZONED):
        raise TypeMismatchError(
            f"Type of value must be a time or timestamp with or without time zone (actual {kind})"
        )
    if not (_is_read(node) or node.meta.get(IS_SHOWN)):
        raise UnsupportedFunctionError(
            "a time AT TIME ZONE has no equal locally but as a column of the result, in a zone such as 'Europe/Berlin', "
            f"inside CAST(... AS timestamp), CAST(... AS date), extract and {', '.join(sorted(_ZONE_READERS))}"
        )
    return SqlType(ZONED, kind.numbers)


def _is_read(node: exp.Expr) -> bool:
    reader = node.parent
    while isinstance(reader, exp.Paren):
        reader = reader.parent
    match reader:
        case exp.Cast():
            return reader.is_type("date", "timestamp")
        case exp.Anonymous():
            return reader.name.lower() in _ZONE_READERS
        case _:
            return isinstance(reader, exp.Extract)


def with_time_zone(node: exp.Expr, kind: SqlType, zone: exp.Expr) -> SqlType:
    """Return the type of a wall clock's time in a zone, by with_timezone.

    Args:
        node: The call.
        kind: The type of the time.
        zone: Its second argument.

    Raises:
        UnsupportedFunctionError: It is no time without a zone, or the zone is not UTC and what reads the result would
            need it.
    """
    if kind.name != "timestamp":
        raise UnsupportedFunctionError(
            f"with_timezone takes, locally, a timestamp without a zone (actual {kind})"
        )
    is_utc = isinstance(zone, exp.Literal) and zone.name.upper() == "UTC"
    if not (is_utc or _is_moment_read(node) or node.meta.get(IS_SHOWN)):
        raise UnsupportedFunctionError(
            "with_timezone in another zone than UTC has no equal locally but as a column of the result, in comparisons, "
            "to_unixtime and AT TIME ZONE"
        )
    return SqlType(ZONED, kind.numbers)


def _is_moment_read(node: exp.Expr) -> bool:
    reader = node.parent
    if isinstance(reader, exp.Anonymous):
        return reader.name.lower() in ("to_unixtime", "at_timezone")
    return isinstance(
        reader, (exp.AtTimeZone, exp.Between, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
    )


def _at_time_zone(types: Types, node: exp.AtTimeZone, scope: Scope) -> SqlType:
    return at_time_zone(node, types.type_of(node.this, scope))


RULES: Final[Rules] = {exp.AtTimeZone: _at_time_zone}
