"""The local stand-in for Amazon Athena: its SQL over the tables and views of the Glue Data Catalog."""

from local_aws.athena.engine import AthenaSql
from local_aws.athena.errors import (
    BytesScannedCutoffError,
    CommitConflictError,
    ExecutionParameterError,
    FunctionNotFoundError,
    QueryFailedError,
    SqlError,
    SqlSyntaxError,
    StaleViewError,
    TypeMismatchError,
    UnknownColumnError,
    UnknownTableError,
    UnsupportedFunctionError,
    UnsupportedStatementError,
    UnsupportedTableError,
)
from local_aws.athena.table_change import RowCounts

__all__ = [
    "AthenaSql",
    "BytesScannedCutoffError",
    "CommitConflictError",
    "ExecutionParameterError",
    "FunctionNotFoundError",
    "QueryFailedError",
    "RowCounts",
    "SqlError",
    "SqlSyntaxError",
    "StaleViewError",
    "TypeMismatchError",
    "UnknownColumnError",
    "UnknownTableError",
    "UnsupportedFunctionError",
    "UnsupportedStatementError",
    "UnsupportedTableError",
]
