"""Attributes and index keys that came later, filled in for the items that were there before."""

from tasklake_operations.table_migration.migration import Migrated, TableMigration

__all__ = ["Migrated", "TableMigration"]
