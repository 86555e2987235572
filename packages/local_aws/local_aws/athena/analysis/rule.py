"""What the rules share that find the types of expressions, one for each class of expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sqlglot import exp

from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import SqlType
from local_aws.athena.errors import UnsupportedStatementError


class Types(Protocol):
    """Finds the types of the parts of an expression."""

    def type_of(self, node: exp.Expr, scope: Scope) -> SqlType:
        """Return an expression's type, and keep it in the tree."""
        ...

    def check_boolean(self, node: exp.Expr, scope: Scope, clause: str) -> None:
        """Check that an expression is a condition."""
        ...

    def columns_of(self, query: exp.Expr, outer: Scope, /) -> list[tuple[str, SqlType]]:
        """Return the columns of a query inside a scope."""
        ...


type Rule = Callable[[Types, Any, Scope], SqlType]
"""Returns the type of an expression of the class that it is for."""

type Rules = Mapping[type[exp.Expr], Rule]


def unsupported(node: exp.Expr) -> UnsupportedStatementError:
    """Return the refusal of an expression as a whole."""
    return UnsupportedStatementError(
        f"{node.sql('trino')} is not known to answer alike in DuckDB, the local engine"
    )
