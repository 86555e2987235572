"""A result as Athena shows it: its column names and its integer types."""

from collections.abc import Iterator, Mapping

import pyarrow as pa
from duckdb import DuckDBPyRelation
from sqlglot import exp

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.results.shown_moments import with_shown_moments
from local_aws.athena.syntax.duckdb_sql import quoted_name
from local_aws.athena.syntax.tree_edits import put_around

UNNAMED = "#unnamed"
_ROWS_PER_BATCH = 10_000
_NAMED = (exp.Alias, exp.Column, exp.Dot, exp.Star)
# DuckDB sums integers in 128 bits and counts some things unsigned; Athena has neither.
_FOREIGN_INTEGERS = {"HUGEINT", "UHUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"}


def mark_unnamed_columns(query: exp.Query | exp.Values) -> exp.Query:
    """Return the query with its nameless result columns marked for `fetch_result`."""
    if isinstance(query, exp.Values):
        width = len(query.expressions[0].expressions)
        names = [exp.to_identifier(f"{UNNAMED}{number}", quoted=True) for number in range(width)]
        query.set("alias", exp.TableAlias(this=exp.to_identifier("rows"), columns=names))
        return exp.select("*").from_(query)
    outermost: exp.Expr = query
    while isinstance(outermost, exp.SetOperation | exp.Subquery):
        outermost = outermost.this
    for number, expression in enumerate(outermost.expressions):
        # The alias of a window is the name that it is defined under.
        is_named = _is_named(expression) or (expression.alias and not isinstance(expression, exp.Window))
        if not is_named:
            # Each has a name of its own: DuckDB compares those that are alike with each other.
            name = exp.to_identifier(f"{UNNAMED}{number}", quoted=True)
            put_around(expression, lambda hole, name=name: exp.Alias(this=hole, alias=name))
    return query


def _is_named(expression: exp.Expr) -> bool:
    # A field of a row has its name only where the row is a column's.
    root = expression
    while isinstance(root, exp.Dot):
        root = root.this
    return isinstance(expression, _NAMED) and (root is expression or isinstance(root, exp.Column))


def fetch_result(relation: DuckDBPyRelation, columns: Columns, zones: Mapping[int, str]) -> pa.Table:
    """Run the query and return its rows; the n-th column, when it has no name, is `_col<n>`.

    Args:
        relation: The query.
        columns: Its columns with Athena's types.
        zones: In which the times of columns are shown, by position.
    """
    table = _as_athena_shows(relation).to_arrow_table()
    return table.cast(with_shown_moments(table.schema, columns, zones), safe=False)


def fetch_batches(
    relation: DuckDBPyRelation, columns: Columns, zones: Mapping[int, str]
) -> Iterator[pa.RecordBatch]:
    """Run the query and yield its rows as DuckDB computes them, with the columns of `fetch_result`.

    The first batch has no rows: it tells the columns.
    """
    reader = _as_athena_shows(relation).to_arrow_reader(_ROWS_PER_BATCH)
    schema = with_shown_moments(reader.schema, columns, zones)
    yield pa.RecordBatch.from_pylist([], schema)
    yield from (batch.cast(schema, safe=False) for batch in reader)


def _as_athena_shows(relation: DuckDBPyRelation) -> DuckDBPyRelation:
    columns = [
        f"{_fitting(f'#{number + 1}', str(kind))} AS {quoted_name(_shown(name, number))}"
        for number, (name, kind) in enumerate(zip(relation.columns, relation.types, strict=True))
    ]
    return relation.project(", ".join(columns))


def _shown(name: str, number: int) -> str:
    return f"_col{number}" if name.startswith(UNNAMED) else name


def _fitting(column: str, kind: str) -> str:
    return f"CAST({column} AS BIGINT)" if kind in _FOREIGN_INTEGERS else column
