"""Users and tasks as JSON Lines: out of a stack's table, and into one."""

from tasklake_operations.bulk.export import exported
from tasklake_operations.bulk.importing import Import
from tasklake_operations.bulk.lines import Writing
from tasklake_operations.bulk.outcome import Outcome, Verdict

__all__ = ["Import", "Outcome", "Verdict", "Writing", "exported"]
