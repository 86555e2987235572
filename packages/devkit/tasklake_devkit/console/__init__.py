"""One page on the loopback address over the local system: its parts, what arrives, what fails, and a box for SQL."""

from tasklake_devkit.console.server import Console

__all__ = ["Console"]
