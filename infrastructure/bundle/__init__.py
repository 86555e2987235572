"""Builds the zip of a Lambda service from its lock, without Docker."""

from infrastructure.bundle.build import build_bundle
from infrastructure.bundle.errors import (
    BundleError,
    BundleTooLargeError,
    DependencyError,
    InterpreterError,
    ServiceDefinitionError,
)
from infrastructure.bundle.platform import Platform

__all__ = [
    "BundleError",
    "BundleTooLargeError",
    "DependencyError",
    "InterpreterError",
    "Platform",
    "ServiceDefinitionError",
    "build_bundle",
]
