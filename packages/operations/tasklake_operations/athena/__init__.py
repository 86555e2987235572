"""Athena's SQL, for a deployed stack and for the local system alike."""

from tasklake_operations.athena.errors import (
    CommitConflictError,
    MoreRunsNeededError,
    QueryFailedError,
    SqlError,
    SqlSyntaxError,
)
from tasklake_operations.athena.lake import Lake, Queries, through_conflicts
from tasklake_operations.athena.workgroup import AthenaWorkgroup, MeteredRows

__all__ = [
    "AthenaWorkgroup",
    "CommitConflictError",
    "Lake",
    "MeteredRows",
    "MoreRunsNeededError",
    "Queries",
    "QueryFailedError",
    "SqlError",
    "SqlSyntaxError",
    "through_conflicts",
]
