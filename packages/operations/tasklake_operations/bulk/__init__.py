"""Users and tasks as JSON Lines: out of a stack's table, and into one."""

from tasklake_operations.bulk.export import exported
from tasklake_operations.bulk.importing import Import, Outcome, Verdict
from tasklake_operations.bulk.lines import Writing

__all__ = ["Import", "Outcome", "Verdict", "Writing", "exported"]
