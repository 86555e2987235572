"""Run the project's Pulumi program on a laptop, against the local emulator instead of Pulumi's engine."""

from tasklake_devkit.realizer.errors import RealizeError
from tasklake_devkit.realizer.realize import Realization, realize

__all__ = ["Realization", "RealizeError", "realize"]
