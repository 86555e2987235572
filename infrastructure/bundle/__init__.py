"""Builds the zip of a Lambda service from its lock, without Docker."""

from infrastructure.bundle.build import build_bundle
from infrastructure.bundle.platform import Platform

__all__ = ["Platform", "build_bundle"]
