"""Pieces of DuckDB's SQL as text."""

from functools import cache
from typing import Literal

from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, UnsupportedError

from local_aws.athena.errors import UnsupportedFunctionError, UnsupportedTableError
from local_aws.athena.syntax.dialect import adapt_to_duckdb


def duckdb_text(tree: exp.Expr) -> str:
    """Write an adapted tree.

    Raises:
        UnsupportedFunctionError: DuckDB has no way to say it.
    """
    try:
        return tree.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE)
    except UnsupportedError as error:
        raise UnsupportedFunctionError(f"not supported locally: {error}") from error


@cache
def duckdb_type(name: str, dialect: Literal["hive", "trino"]) -> str:
    """Write a column's type, given as Hive or Trino call it; a plain `timestamp` has milliseconds in both.

    Raises:
        UnsupportedTableError: There is no such type.
    """
    try:
        tree = exp.DataType.build(name, dialect=dialect)
    except ParseError as error:
        raise UnsupportedTableError(f"column type {name!r} is not known") from error
    adapt_to_duckdb(tree)
    return duckdb_text(tree)


def quoted_name(name: str) -> str:
    """Write a name so that DuckDB takes it as it is."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Write a string literal."""
    return "'" + text.replace("'", "''") + "'"
