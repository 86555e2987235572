"""The places of a query that name a table of the catalog."""

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.scope import traverse_scope

from local_aws.athena.errors import SqlSyntaxError


def catalog_tables(query: exp.Expr) -> list[exp.Table]:
    """Return the references that no CTE of the query answers; names become lower case, in place, as in Athena.

    Raises:
        SqlSyntaxError: A part of the query that should be a query is something else.
    """
    for node in query.find_all(exp.Table, exp.CTE):
        for identifier in (node.this, node.args.get("db"), node.args.get("catalog"), _cte_name(node)):
            if isinstance(identifier, exp.Identifier):
                identifier.set("this", identifier.name.lower())
    try:
        scopes = traverse_scope(query)
    except OptimizeError as error:
        raise SqlSyntaxError(str(error)) from error
    named = (
        table for scope in scopes for table in scope.tables if table.db or table.name not in scope.cte_sources
    )
    # A lateral join sees the tables of the scope around it, too.
    return list({id(table): table for table in named}.values())


def _cte_name(node: exp.Expr) -> exp.Expr | None:
    alias = node.args.get("alias") if isinstance(node, exp.CTE) else None
    return alias.this if isinstance(alias, exp.TableAlias) else None
