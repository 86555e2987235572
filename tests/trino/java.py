"""A Java that is new enough for Trino, wherever this machine keeps it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

OLDEST: Final = 24
"""The class files of Trino 476 are of this release."""

JDK_FOLDERS: Final = (
    Path("/usr/lib/jvm"),
    Path("/Library/Java/JavaVirtualMachines"),
    Path("/opt/homebrew/opt"),
    Path.home() / ".sdkman/candidates/java",
    Path.home() / ".jdks",
)
_IN_JDK_FOLDER: Final = ("*/bin/java", "*/Contents/Home/bin/java")


class JavaNotFoundError(Exception):
    """This machine has no Java that Trino runs on."""


def find_java(environment: Mapping[str, str] = os.environ, jdk_folders: Sequence[Path] = JDK_FOLDERS) -> Path:
    """Return the first `java` that is new enough: JAVA_HOME's, that on PATH, those beside it and in `jdk_folders`.

    Raises:
        JavaNotFoundError: There is none; the message lists those that are too old.
    """
    too_old: list[str] = []
    for java in dict.fromkeys(_candidates(environment, jdk_folders)):
        version = java_version(java)
        if version is not None and version >= OLDEST:
            return java
        too_old.append(f"{java} ({'does not run' if version is None else f'Java {version}'})")
    raise JavaNotFoundError(
        f"Trino needs Java {OLDEST} or newer. Install one, such as Eclipse Temurin 25 from https://adoptium.net, and "
        f"set JAVA_HOME to its folder. Found: {', '.join(too_old) or 'no java at all'}."
    )


def java_version(java: Path) -> int | None:
    """Return the feature release of a `java`, such as 25; None when it does not run."""
    try:
        run = subprocess.run([java, "-version"], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r'version "(\d+)', run.stderr)
    return int(version[1]) if version else None


def _candidates(environment: Mapping[str, str], jdk_folders: Sequence[Path]) -> Iterator[Path]:
    if home := environment.get("JAVA_HOME"):
        yield Path(home) / "bin/java"
    if on_path := shutil.which("java", path=environment.get("PATH", "")):
        java = Path(on_path).resolve()
        yield java
        jdk_folders = (*java.parents[2:3], *jdk_folders)
    for folder in jdk_folders:
        for pattern in _IN_JDK_FOLDER:
            yield from sorted(folder.glob(pattern))
