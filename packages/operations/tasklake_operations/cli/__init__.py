"""The command `tasklake`."""

from tasklake_operations.cli.app import main

__all__ = ["main"]
