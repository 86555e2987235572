"""The lake's tables in DuckDB, without files, and Athena's SQL as DuckDB's by the local engine's own translation."""

from collections.abc import Sequence
from datetime import datetime

from duckdb import DuckDBPyConnection
from sqlglot import exp

from local_aws.athena.syntax.dialect import adapt_to_duckdb, translate_calls
from local_aws.athena.syntax.duckdb_sql import duckdb_text, duckdb_type
from local_aws.athena.translation.clock import freeze_clock
from tasklake_lake.columns import Column
from tasklake_lake.event_tables import ARRIVAL_HOUR, EVENT_TABLES
from tasklake_lake.iceberg_tables import ICEBERG_TABLES


def create_tables(connection: DuckDBPyConnection) -> None:
    """Make the event tables and the merged ones, empty."""
    for table in EVENT_TABLES:
        create_table(connection, table.name, (*table.columns, ARRIVAL_HOUR))
    for table in ICEBERG_TABLES:
        create_table(connection, table.name, table.columns)


def create_table(connection: DuckDBPyConnection, name: str, columns: Sequence[Column]) -> None:
    declared = ", ".join(f"{column.name} {duckdb_type(column.type.trino, 'trino')}" for column in columns)
    connection.execute(f"CREATE TABLE {name} ({declared})")


def translated(tree: exp.Expr, now: datetime) -> str:
    """Return a parsed statement of Athena's in DuckDB's SQL, for which it is `now`."""
    # DuckDB makes a timestamp of it; the engine sees to that by types, which are not known here.
    for earlier in tree.find_all(exp.Sub):
        if isinstance(earlier.this, exp.CurrentDate):
            earlier.replace(exp.cast(earlier.copy(), exp.DType.DATE))
    translate_calls(tree)
    freeze_clock(tree, now)
    adapt_to_duckdb(tree)
    return duckdb_text(tree)
