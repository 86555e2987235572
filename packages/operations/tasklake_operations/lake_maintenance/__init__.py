"""The lake's maintenance, run by hand: what the schedules run, over any window."""

from tasklake_operations.lake_maintenance.catch_up import CatchUpError, catch_up_hours
from tasklake_operations.lake_maintenance.plan import UnknownStatementError, plan
from tasklake_operations.lake_maintenance.run import StatementRun, run_statement

__all__ = [
    "CatchUpError",
    "StatementRun",
    "UnknownStatementError",
    "catch_up_hours",
    "plan",
    "run_statement",
]
