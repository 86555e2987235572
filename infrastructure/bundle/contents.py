"""Which files a running function reads."""

from collections.abc import Sequence
from pathlib import Path, PurePath

_UNREAD_FOLDERS = {"__pycache__", "bin", "tests"}
_UNREAD_NAMES = {"py.typed", "examples-1.json"}


def is_read(name: PurePath) -> bool:
    """Tells whether a function may read a file, given its path relative to the root of the bundle.

    Of a distribution's metadata only METADATA stays: `importlib.metadata.version` and package scanners such as
    Amazon Inspector find name and version in it.
    """
    if name.parts[0].endswith(".dist-info"):
        return name.parts[1:] == ("METADATA",)
    return not (
        _UNREAD_FOLDERS.intersection(name.parts[:-1])
        or name.name in _UNREAD_NAMES
        or name.name.startswith(".")
        or name.suffix == ".pyi"
    )


def remove_unread(tree: Path, patterns: Sequence[str]) -> None:
    """Removes what no function reads, and what this one does not: patterns as of `PurePath.full_match`."""
    for path in tree.rglob("*"):
        name = path.relative_to(tree)
        if path.is_file() and (not is_read(name) or any(map(name.full_match, patterns))):
            path.unlink()
