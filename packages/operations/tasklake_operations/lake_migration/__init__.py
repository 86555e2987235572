"""The way from what the lake's merged tables are to what is declared."""

from tasklake_operations.lake_migration.additions import Addition, NotAdditiveError, additions
from tasklake_operations.lake_migration.migrate import add_columns, keep_snapshots, pending_additions

__all__ = ["Addition", "NotAdditiveError", "add_columns", "additions", "keep_snapshots", "pending_additions"]
