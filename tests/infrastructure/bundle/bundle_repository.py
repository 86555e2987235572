"""Repositories to build bundles from."""

from collections.abc import Callable
from pathlib import Path

from infrastructure.bundle import Platform

REPOSITORY = Path(__file__).parents[3]

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
