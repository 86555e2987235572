"""A result as Athena shows it: its column names and its integer types."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation
from sqlglot import exp

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.time_zones import IS_SHOWN, zone_of
from local_aws.athena.analysis.types import ZONED, all_types
from local_aws.athena.duckdb_sql import quoted_name
from local_aws.athena.errors import UnsupportedFunctionError
from local_aws.athena.tree_edits import put_around

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


def mark_shown_zones(query: exp.Query) -> dict[int, str]:
    """Return the zones in which a query shows a column's times, by position, and mark what says so for the analysis.

    DuckDB keeps no more of a time than the moment, so a zone is known where it is the last that is done to a column.
    """
    if not isinstance(query, exp.Select) or query.is_star:
        return {}
    zones: dict[int, str] = {}
    for position, each in enumerate(query.expressions):
        value = each.unalias()
        zone = zone_of(value)
        if zone in available_timezones():
            zones[position] = zone
            value.meta[IS_SHOWN] = True
    return zones


def _is_named(expression: exp.Expr) -> bool:
    # A field of a row has its name only where the row is a column's.
    root = expression
    while isinstance(root, exp.Dot):
        root = root.this
    return isinstance(expression, _NAMED) and (root is expression or isinstance(root, exp.Column))


def fetch_result(relation: DuckDBPyRelation, zones: Mapping[int, str] = MappingProxyType({})) -> pa.Table:
    """Run the query and return its rows; the n-th column, when it has no name, is `_col<n>`.

    Args:
        relation: The query.
        zones: In which the times of columns are shown, by position.
    """
    table = _as_athena_shows(relation).to_arrow_table()
    return table.cast(_in_zones(table.schema, zones))


def fetch_batches(
    relation: DuckDBPyRelation, zones: Mapping[int, str] = MappingProxyType({})
) -> Iterator[pa.RecordBatch]:
    """Run the query and yield its rows as DuckDB computes them, with the columns of `fetch_result`.

    The first batch has no rows: it tells the columns.
    """
    reader = _as_athena_shows(relation).to_arrow_reader(_ROWS_PER_BATCH)
    schema = _in_zones(reader.schema, zones)
    yield pa.RecordBatch.from_pylist([], schema)
    yield from (batch.cast(schema) for batch in reader)


def _in_zones(schema: pa.Schema, zones: Mapping[int, str]) -> pa.Schema:
    if not zones:
        return schema
    kinds: list[Any] = schema.types
    shown = (
        pa.timestamp(kind.unit, zones[position]) if position in zones else kind
        for position, kind in enumerate(kinds)
    )
    return pa.schema(list(zip(schema.names, shown, strict=True)))


def check_shown(columns: Columns) -> None:
    """Check that every column of a query is shown with the digits that its type has.

    Raises:
        UnsupportedFunctionError: DuckDB does not keep how many digits one has.
    """
    for position, (_, kind) in enumerate(columns, start=1):
        for each in all_types(kind):
            if each.name == ZONED and each.numbers != (3,):
                raise UnsupportedFunctionError(
                    f"column {position}: {each} is shown with three digits locally; "
                    "cast it to timestamp(3) with time zone"
                )


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


def text_relation(connection: DuckDBPyConnection, columns: Mapping[str, Sequence[str]]) -> DuckDBPyRelation:
    """Return columns of text, of equal length, as a query."""
    unnested = ", ".join(
        f"unnest(CAST(${number} AS VARCHAR[])) AS {quoted_name(name)}"
        for number, name in enumerate(columns, start=1)
    )
    return connection.sql(f"SELECT {unnested}", params=list(columns.values()))
