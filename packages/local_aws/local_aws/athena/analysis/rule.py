"""What the rules share that find the types of expressions, one for each class of expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import SqlType
from local_aws.athena.errors import UnsupportedStatementError

if TYPE_CHECKING:
    from local_aws.athena.analysis.expressions import Expressions


type Types = Expressions
"""What finds the types of the parts of an expression."""

type Rule = Callable[[Types, Any, Scope], SqlType]
"""Returns the type of an expression of the class that it is for."""

type Rules = Mapping[type[exp.Expr], Rule]


def unsupported(node: exp.Expr) -> UnsupportedStatementError:
    """Return the refusal of an expression as a whole."""
    return UnsupportedStatementError(
        f"{node.sql('trino')} is not known to answer alike in DuckDB, the local engine"
    )
