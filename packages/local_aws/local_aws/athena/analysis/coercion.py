"""The type that several values become where they meet (Trino documentation, "Conversion functions")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from local_aws.athena.analysis.types import UNKNOWN, SqlType, common_type
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError


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
