"""Which rows of a MERGE's target its source can match, told from the values that the source has."""

from collections.abc import Callable, Iterator, Sequence

from duckdb import DuckDBPyConnection, DuckDBPyRelation
from pyiceberg.expressions import (
    AlwaysFalse,
    AlwaysTrue,
    And,
    BooleanExpression,
    GreaterThanOrEqual,
    In,
    LessThanOrEqual,
)
from pyiceberg.types import IcebergType, IntegerType, LongType, NestedField, StringType, TimestampType
from sqlglot import exp

from local_aws.athena.syntax.duckdb_sql import quoted_name

_MOST_VALUES = 200
"""Up to so many values a list of them tells more than their range: it picks the buckets."""

# The parameters are left open since pydantic hides those of pyiceberg's constructors.
_AT_LEAST: Callable[..., BooleanExpression] = GreaterThanOrEqual
_AT_MOST: Callable[..., BooleanExpression] = LessThanOrEqual
_IN: Callable[..., BooleanExpression] = In

# The types of a source column that equal a target column's without losing anything, and how Iceberg takes its values.
_COMPARABLE: dict[type[IcebergType], tuple[frozenset[str], str]] = {
    IntegerType: (frozenset({"TINYINT", "SMALLINT", "INTEGER"}), "{}"),
    LongType: (frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}), "{}"),
    StringType: (frozenset({"VARCHAR"}), "{}"),
    TimestampType: (frozenset({"TIMESTAMP", "TIMESTAMP_MS"}), "epoch_us({})"),
}
_INCOMPARABLE: tuple[frozenset[str], str] = (frozenset(), "")


def merge_reach(
    connection: DuckDBPyConnection,
    on: exp.Expr,
    fields: Sequence[NestedField],
    *,
    source: str,
    source_alias: str,
) -> BooleanExpression:
    """Return a filter that every row of the target passes for which some row of the source makes `on` true.

    Args:
        connection: The session that has the source.
        on: The condition of the MERGE, in DuckDB's SQL.
        fields: The target's columns.
        source: The DuckDB table of the source's rows.
        source_alias: What `on` calls it.
    """
    relation = connection.table(quoted_name(source))
    kinds = dict(zip(map(str.lower, relation.columns), map(str, relation.types), strict=True))
    targets = {field.name.lower(): field for field in fields}
    reach: BooleanExpression = AlwaysTrue()
    for ours, theirs in _equalities(on, source_alias):
        field = targets.get(ours)
        comparable, value = _COMPARABLE.get(type(field.field_type), _INCOMPARABLE) if field else _INCOMPARABLE
        if field is not None and kinds.get(theirs) in comparable:
            column = quoted_name(theirs)
            values = relation.project(f"{column} AS given, {value.format(column)} AS value")
            reach = And(reach, _equal_to_any(field.name, values))
    return reach


def _equalities(on: exp.Expr, source: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of target and source that any match has equal."""
    on = on.unnest()
    if isinstance(on, exp.And):
        yield from _equalities(on.left, source)
        yield from _equalities(on.right, source)
    elif isinstance(on, exp.EQ):
        sides = (on.left.unnest(), on.right.unnest())
        for ours, theirs in (sides, sides[::-1]):
            if (
                _is_column_of(theirs, source)
                and isinstance(ours, exp.Column)
                and not _is_column_of(ours, source)
            ):
                yield ours.name.lower(), theirs.name.lower()


def _is_column_of(node: exp.Expr, table: str) -> bool:
    return isinstance(node, exp.Column) and node.table.lower() in ("", table.lower())


def _equal_to_any(name: str, values: DuckDBPyRelation) -> BooleanExpression:
    ((given, comparable, distinct, low, high),) = values.aggregate(
        "count(given), count(value), count(DISTINCT value), min(value), max(value)"
    ).fetchall()
    if given > comparable:  # infinity, which is no number of microseconds
        return AlwaysTrue()
    if not given:  # NULL equals nothing
        return AlwaysFalse()
    if distinct > _MOST_VALUES:
        return And(_AT_LEAST(name, low), _AT_MOST(name, high))
    # A list, since pyiceberg takes a generator for a set without values, and would let no file pass.
    return _IN(
        name,
        [value for (value,) in values.filter("value IS NOT NULL").distinct().project("value").fetchall()],
    )
