"""Bounds of columns that a subquery tells: computed first, as Trino knows them before it chooses the files to read.

Trino makes a dynamic filter of such a comparison, and the join that compares takes no row from its scan before it has the
value (Trino documentation, "Dynamic filtering"); what the scan has opened by then, a file for each thread, is read all the same.
"""

from collections.abc import Callable, Iterator
from itertools import takewhile

from sqlglot import exp

from local_aws.athena.errors import UnknownColumnError, UnknownTableError
from local_aws.athena.scans.partition_pruning import conjuncts
from local_aws.athena.syntax.tree_edits import put

_COMPARISONS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


def compute_bounds(tree: exp.Expr, value_of: Callable[[exp.Query], exp.Expr]) -> None:
    """Put its value in the place of each subquery that a condition of WHERE or ON compares something with, in place.

    Args:
        tree: A query in DuckDB's SQL.
        value_of: Returns the value of a query; raises UnknownColumnError or UnknownTableError where it does not stand alone.
    """
    for subquery in list(_bounds(tree)):
        try:
            value = value_of(_with_names_around(subquery))
        except (UnknownColumnError, UnknownTableError):
            # It names columns of the rows around it, and is another value for each.
            continue
        put(subquery, value)


def _bounds(tree: exp.Expr) -> Iterator[exp.Subquery]:
    for node in tree.find_all(exp.Where, exp.Join):
        condition = node.this if isinstance(node, exp.Where) else node.args.get("on")
        for part in conjuncts(condition) if condition else ():
            for side in (part.left, part.right) if isinstance(part, _COMPARISONS) else ():
                operand = _without_casts(side)
                if isinstance(operand, exp.Subquery):
                    yield operand


def _without_casts(node: exp.Expr) -> exp.Expr:
    return _without_casts(node.this) if isinstance(node, exp.Paren | exp.Cast) else node


def _with_names_around(subquery: exp.Subquery) -> exp.Query:
    """Return the subquery's query with what it may name of the WITH around it."""
    query: exp.Query = subquery.this.copy()
    inner: exp.Expr = subquery
    while outer := inner.parent:
        named = outer if isinstance(outer, exp.With) else outer.args.get("with_")
        if named is not None and named is not inner:
            own = query.ctes
            names = {each.alias for each in own}
            known = takewhile(lambda each, inner=inner: each is not inner, named.expressions)
            added = [each.copy() for each in known if each.alias not in names]
            query.set("with_", exp.With(expressions=[*added, *own]) if added or own else None)
        inner = outer
    return query
