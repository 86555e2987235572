"""What a query's WHERE says about the partitions of one table in it."""

from collections.abc import Collection, Iterator

from sqlglot import exp


def partition_conditions(table: exp.Table, keys: Collection[str]) -> list[exp.Expr]:
    """Return the conditions around a table reference that its partition keys alone decide.

    Rows of partitions that fail one of them cannot reach the result, so these need not be read. The
    conditions come unqualified: their columns are keys.
    """
    select = table.find_ancestor(exp.Select)
    where = select.args.get("where") if select else None
    if select is None or where is None or not _rows_pass_where(table, select):
        return []
    return [
        _unqualified(part) for part in conjuncts(where.this) if _only_about(part, table.alias_or_name, keys)
    ]


def _rows_pass_where(table: exp.Table, select: exp.Select) -> bool:
    """Whether WHERE sees the table's own rows: an outer join may show it NULLs in their place."""
    joins: list[exp.Join] = select.args.get("joins") or []
    if any(join.side in ("RIGHT", "FULL") for join in joins):
        return False
    holder = table.parent
    return isinstance(holder, exp.From | exp.Join) and (
        holder.parent is select and not (isinstance(holder, exp.Join) and holder.side)
    )


def conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the conditions that all have to hold for a condition to."""
    if isinstance(condition, exp.Paren):
        yield from conjuncts(condition.this)
    elif isinstance(condition, exp.And):
        yield from conjuncts(condition.left)
        yield from conjuncts(condition.right)
    else:
        yield condition


def _only_about(part: exp.Expr, alias: str, keys: Collection[str]) -> bool:
    columns = list(part.find_all(exp.Column))
    return (
        bool(columns)
        and part.find(exp.Query, exp.Rand) is None
        and all(
            column.name.lower() in keys and column.table.lower() in ("", alias.lower()) for column in columns
        )
    )


def _unqualified(part: exp.Expr) -> exp.Expr:
    part = part.copy()
    for column in part.find_all(exp.Column):
        column.set("table", None)
    return part
