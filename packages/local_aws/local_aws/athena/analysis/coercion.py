"""The type that several values become where they meet (Trino documentation, "Conversion functions")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from local_aws.athena.analysis.types import (
    DECIMAL_DIGITS,
    DOUBLE,
    NUMBERS,
    UNKNOWN,
    VARCHAR,
    ZONED,
    SqlType,
    decimal,
    varchar,
)
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError


def as_decimal(kind: SqlType) -> SqlType:
    """Return the type of the decimals that hold an integer type's values; any other type as it is."""
    return decimal(DECIMAL_DIGITS[kind.name], 0) if kind.name in DECIMAL_DIGITS else kind


def common_type(one: SqlType, other: SqlType) -> SqlType | None:  # noqa: PLR0911 - a rule for each kind of type
    """Return the type that both become where they meet, or None when there is none."""
    if other in (one, UNKNOWN):
        return one
    if one == UNKNOWN:
        return other
    if one.name == other.name:
        return _common_parameters(one, other)
    names = {one.name, other.name}
    if names <= set(NUMBERS):
        if names <= set(DECIMAL_DIGITS):
            return max(one, other, key=lambda kind: DECIMAL_DIGITS[kind.name])
        if "double" in names:
            return DOUBLE
        if "real" in names:
            return SqlType("real")
        return _common_parameters(as_decimal(one), as_decimal(other))
    if names == {"char", "varchar"}:
        return VARCHAR
    moments = [kind for kind in (one, other) if kind.name in ("timestamp", ZONED)]
    if names <= {"date", "timestamp", ZONED} and moments:
        digits = max(kind.numbers[0] for kind in moments)
        return SqlType(ZONED if ZONED in names else "timestamp", (digits,))
    return None


def _common_parameters(one: SqlType, other: SqlType) -> SqlType | None:  # noqa: PLR0911 - one for each kind
    match one.name:
        case "varchar":
            both = one.numbers and other.numbers
            return varchar(max(one.numbers[0], other.numbers[0]) if both else None)
        case "decimal":
            (p1, s1), (p2, s2) = one.numbers, other.numbers
            scale = max(s1, s2)
            return decimal(max(p1 - s1, p2 - s2) + scale, scale)
        case "array" | "map" | "row":
            if len(one.parameters) != len(other.parameters):
                return None
            pairs = zip(one.elements, other.elements, strict=True)
            elements = [common_type(*pair) for pair in pairs]
            if None in elements:
                return None
            return SqlType(
                one.name, tuple(filter(None, elements)), one.fields if one.fields == other.fields else ()
            )
        case "function":
            return None
        case _ if one.numbers and other.numbers:
            return SqlType(one.name, (max(one.numbers[0], other.numbers[0]),))
        case _:
            return None


def becomes(given: SqlType, wanted: SqlType) -> bool:
    """Return whether a value of one type is taken where another is wanted, without a CAST."""
    if given.name == wanted.name == "decimal":
        (p1, s1), (p2, s2) = given.numbers, wanted.numbers
        return s1 <= s2 and p1 - s1 <= p2 - s2
    return common_type(given, wanted) == wanted


def compared(left: SqlType, right: SqlType, operator: str) -> None:
    """Check that two values can be compared.

    Raises:
        TypeMismatchError: They cannot; Athena's message.
        UnsupportedFunctionError: Athena compares what the local engine does not.
    """
    common = common_type(left, right)
    if common is None:
        raise TypeMismatchError(f"Cannot apply operator: {left} {operator} {right}")
    if any(kind.name in ("map", "json") for kind in (left, right)):
        raise UnsupportedFunctionError(f"{left} {operator} {right} is not known to answer alike locally")


def unified(kinds: Sequence[SqlType], what: str) -> SqlType:
    """Return the one type of several values.

    Raises:
        TypeMismatchError: They have none; Athena's message.
    """

    def both(one: SqlType, other: SqlType) -> SqlType:
        common = common_type(one, other)
        if common is None:
            every = ", ".join(dict.fromkeys(map(str, kinds)))
            raise TypeMismatchError(
                f"{what} must be the same type or coercible to a common type. Cannot find common type between "
                f"{one} and {other}, all types (without duplicates): [{every}]"
            )
        return common

    return reduce(both, kinds, UNKNOWN)
