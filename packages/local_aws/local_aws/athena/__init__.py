"""The local stand-in for Amazon Athena: its SQL over the tables and views of the Glue Data Catalog."""

from local_aws.athena.changes.table_change import RowCounts
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
