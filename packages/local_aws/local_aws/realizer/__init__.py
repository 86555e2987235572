"""Run the project's Pulumi program on a laptop, against the local emulator instead of Pulumi's engine."""

from local_aws.realizer.errors import RealizeError
from local_aws.realizer.realize import Realization, realize

__all__ = ["Realization", "RealizeError", "realize"]
