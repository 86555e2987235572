"""FETCH FIRST ... WITH TIES (Trino documentation, "SELECT", LIMIT or FETCH FIRST clauses), which DuckDB lacks."""

from sqlglot import exp

from local_aws.athena.errors import UnsupportedStatementError


def keep_ties(tree: exp.Expr) -> None:
    """Let, in place, the rank of a row decide whether it is fetched, in a checked tree whose types are translated."""
    for fetch in list(tree.find_all(exp.Fetch)):
        options = fetch.args.get("limit_options")
        if options is not None and options.args.get("with_ties"):
            _keep(fetch, fetch.parent)


def _keep(fetch: exp.Fetch, query: exp.Expr | None) -> None:
    if not isinstance(query, exp.Select) or query.args.get("distinct"):
        raise UnsupportedStatementError(
            "FETCH FIRST ... WITH TIES of a UNION, of its like or of DISTINCT rows is not supported locally; "
            "write SELECT * FROM (...) AS t ORDER BY ... around them"
        )
    named = {each.alias.lower(): each.this for each in query.expressions if isinstance(each, exp.Alias)}
    order = query.args["order"].copy()
    for key in order.expressions:
        key.set("this", _selected(key.this, query, named))
    rank = exp.Window(this=exp.Anonymous(this="rank"), order=order)
    count = fetch.args.get("count") or exp.Literal.number(1)
    offset = query.args.get("offset")
    last = count.copy() if offset is None else exp.Add(this=offset.expression.copy(), expression=count.copy())
    query.set("qualify", exp.Qualify(this=exp.LTE(this=rank, expression=last)))
    query.set("limit", None)


def _selected(key: exp.Expr, query: exp.Select, named: dict[str, exp.Expr]) -> exp.Expr:
    """Return what a key of the ORDER BY means where the names and the numbers of the result are not known."""
    if isinstance(key, exp.Literal) and not key.is_string:
        if query.is_star:
            raise UnsupportedStatementError(
                "FETCH FIRST ... WITH TIES by the number of a column takes, locally, no *"
            )
        return query.expressions[int(key.name) - 1].unalias().copy()
    if isinstance(key, exp.Column) and not key.table and (value := named.get(key.name.lower())):
        return value.copy()
    return key
