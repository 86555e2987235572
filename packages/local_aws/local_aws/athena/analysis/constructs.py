"""The clauses that both engines have and mean alike; any other is refused by name."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.errors import SqlSyntaxError, UnsupportedStatementError

_QUERY: Final = {"with_", "order", "limit", "offset"}
_KNOWN: Final[dict[type[exp.Expr], set[str]]] = {
    exp.Select: {*_QUERY, "expressions", "from_", "joins", "where", "group", "having", "windows", "distinct"},
    exp.Subquery: {*_QUERY, "this", "alias", "joins"},
    exp.Union: {*_QUERY, "this", "expression", "distinct"},
    exp.Except: {*_QUERY, "this", "expression", "distinct"},
    exp.Intersect: {*_QUERY, "this", "expression", "distinct"},
    exp.Table: {"this", "db", "catalog", "alias", "version", "joins"},
    exp.TableAlias: {"this", "columns"},
    exp.Distinct: {"expressions"},
    exp.Group: {"expressions", "rollup", "cube", "grouping_sets"},
    exp.Ordered: {"this", "desc", "nulls_first"},
    exp.Order: {"this", "expressions"},
    exp.Limit: {"expression"},
    exp.Offset: {"expression"},
    exp.Fetch: {"direction", "count", "limit_options"},
    exp.Join: {"this", "side", "kind", "on", "using"},
    exp.Unnest: {"expressions", "alias", "offset"},
    exp.CTE: {"this", "alias"},
    exp.With: {"expressions", "recursive"},
    exp.Star: set(),
    exp.Window: {"this", "partition_by", "order", "spec", "alias", "over"},
    exp.Filter: {"this", "expression"},
    exp.Anonymous: {"this", "expressions"},
    exp.Cast: {"this", "to"},
    exp.TryCast: {"this", "to", "safe"},
    exp.Like: {"this", "expression", "negate"},
    exp.Version: {"this", "kind", "expression"},
    exp.Column: {"this", "table", "db", "catalog"},
    exp.Lambda: {"this", "expressions"},
}
_ABSENT: Final[dict[str, str]] = {
    "qualify": "QUALIFY; put the window function into a subquery and filter around it",
    "sample": "TABLESAMPLE",
    "except_": "* EXCEPT; name the columns",
    "replace": "* REPLACE; name the columns",
    "method": "NATURAL JOIN; write JOIN ... USING (...)",
    "all": "GROUP BY ALL; name the expressions",
    "pivots": "PIVOT",
    "laterals": "LATERAL VIEW; write CROSS JOIN UNNEST (...)",
    "by_name": "BY NAME",
}
_MOST_WITH: Final = 900
"""DuckDB takes the queries of a WITH for one nested in the other, and no more than 1,000 of them."""


def check_constructs(tree: exp.Expr) -> None:
    """Check every clause of a statement.

    Raises:
        UnsupportedStatementError: It has one that Athena or the local engine lacks.
    """
    for node in tree.walk():
        known = _KNOWN.get(type(node))
        if known is None:
            continue
        for name, value in node.args.items():
            if value and name not in known:
                raise UnsupportedStatementError(
                    f"there is no {_ABSENT.get(name, name.strip('_').upper())} here"
                )
        _check_words(node)


def _check_words(node: exp.Expr) -> None:
    match node:
        case exp.Join():
            if node.text("side") and not (node.args.get("on") or node.args.get("using")):
                raise SqlSyntaxError("a JOIN needs ON or USING")
        case exp.With() if len(node.expressions) > _MOST_WITH:
            raise UnsupportedStatementError(f"a WITH has, locally, at most {_MOST_WITH} queries")
        case exp.Fetch():
            _check_fetch(node)
        case exp.Distinct() if node.args.get("on"):
            raise UnsupportedStatementError("there is no DISTINCT ON; use row_number() in a subquery")
        case _:
            pass


def _check_fetch(node: exp.Fetch) -> None:
    count, options = node.args.get("count"), node.args.get("limit_options")
    if not (count is None or isinstance(count, exp.Literal)) or (options and options.args.get("percent")):
        raise SqlSyntaxError("FETCH FIRST takes a number of rows")
    if not (options and options.args.get("with_ties")):
        return
    if node.parent is None or not node.parent.args.get("order"):
        raise SqlSyntaxError("FETCH FIRST WITH TIES clause requires ORDER BY")
    if count is not None and int(count.name) == 0:
        raise SqlSyntaxError("FETCH FIRST row count must be positive (actual value: 0)")
