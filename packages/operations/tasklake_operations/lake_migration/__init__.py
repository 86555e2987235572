"""The way from the columns that the lake's merged tables have to those that are declared."""

from tasklake_operations.lake_migration.additions import Addition, NotAdditiveError, additions
from tasklake_operations.lake_migration.migrate import add_columns, pending_additions

__all__ = ["Addition", "NotAdditiveError", "add_columns", "additions", "pending_additions"]
