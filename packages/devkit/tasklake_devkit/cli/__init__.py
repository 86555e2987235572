"""The command `tasklake`."""

from tasklake_devkit.cli.app import main

__all__ = ["main"]
