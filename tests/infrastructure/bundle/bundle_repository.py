"""Repositories to build bundles from."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from infrastructure.bundle import Platform

REPOSITORY = Path(__file__).parents[3]

SERVICES: Final = [
    "api",
    # The largest by far: `make test` makes it for this machine alone.
    pytest.param("lake_jobs", marks=pytest.mark.journey),
    "stream_etl",
    "user_erasure",
]

type BundleOf = Callable[[str, Platform], Path]


def locked(distribution: str) -> str:
    """The requirement of one distribution, with its hashes, from the API's lock."""
    lock = (REPOSITORY / "services" / "api" / "requirements.lock").read_text()
    start = lock.index(f"\n{distribution}==") + 1
    requirement: list[str] = []
    for line in lock[start:].splitlines():
        requirement.append(line)
        if not line.endswith("\\"):
            break
    return "\n".join(requirement) + "\n"
