"""The type of each expression, found as Athena finds it before a statement runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis import (
    arithmetic,
    calls,
    casts,
    comparisons,
    conditionals,
    json_values,
    literals,
    references,
    time_zones,
    windows,
)
from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import BOOLEAN, TYPE, UNKNOWN, SqlType
from local_aws.athena.errors import SqlError, TypeMismatchError

_RULES: Final[Rules] = {
    **literals.RULES,
    **references.RULES,
    **arithmetic.RULES,
    **comparisons.RULES,
    **conditionals.RULES,
    **casts.RULES,
    **time_zones.RULES,
    **calls.RULES,
    **json_values.RULES,
    **windows.RULES,
}


def _refuse(_types: Types, node: exp.Expr, _scope: Scope) -> SqlType:
    raise unsupported(node)


type QueryType = Callable[[exp.Expr, Scope], list[tuple[str, SqlType]]]


class Expressions:
    """Finds and keeps the types of expressions; what it does not know, it refuses."""

    def __init__(self, columns_of: QueryType, *, is_strict: bool) -> None:
        self.columns_of = columns_of
        self._is_strict = is_strict

    def type_of(self, node: exp.Expr, scope: Scope) -> SqlType:
        """Return an expression's type, and keep it in the tree.

        Raises:
            SqlError: Athena refuses the expression, or the local engine has no equal of it.
        """
        try:
            kind = _RULES.get(type(node), _refuse)(self, node, scope)
        except SqlError:
            if self._is_strict:
                raise
            kind = UNKNOWN
        node.meta[TYPE] = kind
        return kind

    def check_boolean(self, node: exp.Expr, scope: Scope, clause: str) -> None:
        """Check that an expression is a condition.

        Raises:
            TypeMismatchError: It has another type.
        """
        kind = self.type_of(node, scope)
        if kind not in (BOOLEAN, UNKNOWN):
            raise TypeMismatchError(f"{clause} must evaluate to a boolean: actual type {kind}")
