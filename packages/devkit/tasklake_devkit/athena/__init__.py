"""The local stand-in for Amazon Athena: its SQL over the Parquet tables and views of the Glue Data Catalog."""

from tasklake_devkit.athena.engine import AthenaSql
from tasklake_devkit.athena.errors import (
    QueryFailedError,
    SqlError,
    SqlSyntaxError,
    StaleViewError,
    UnknownColumnError,
    UnknownTableError,
    UnsupportedFunctionError,
    UnsupportedStatementError,
    UnsupportedTableError,
)

__all__ = [
    "AthenaSql",
    "QueryFailedError",
    "SqlError",
    "SqlSyntaxError",
    "StaleViewError",
    "UnknownColumnError",
    "UnknownTableError",
    "UnsupportedFunctionError",
    "UnsupportedStatementError",
    "UnsupportedTableError",
]
