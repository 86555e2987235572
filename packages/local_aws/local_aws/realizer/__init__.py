"""Run a Pulumi program on a laptop, against the local emulator instead of Pulumi's engine."""

from local_aws.realizer.errors import RealizeError, UnchangeableError
from local_aws.realizer.realize import Realization, realize

__all__ = ["Realization", "RealizeError", "UnchangeableError", "realize"]
