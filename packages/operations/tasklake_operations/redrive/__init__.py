"""What was given up or not understood on its way to the lake, delivered again."""

from tasklake_operations.redrive.invocation import invoke
from tasklake_operations.redrive.outcome import Outcome, State
from tasklake_operations.redrive.redrive import Redrive

__all__ = ["Outcome", "Redrive", "State", "invoke"]
