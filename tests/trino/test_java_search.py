from pathlib import Path

import pytest

from tests.trino.java import JavaNotFoundError, find_java


def install(folder: Path, version: str) -> Path:
    """Make a `java` that only tells its version."""
    java = folder / "bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-09-16 LTS' >&2\n")
    java.chmod(0o755)
    return java


def test_a_newer_one_beside_an_old_one_on_path(tmp_path: Path) -> None:
    old = install(tmp_path / "jvm/jdk-17", "17.0.16")
    new = install(tmp_path / "jvm/temurin-25", "25.0.1")
    link = tmp_path / "bin/java"
    link.parent.mkdir()
    link.symlink_to(old)

    assert find_java({"PATH": str(link.parent)}, []) == new


def test_the_folders_of_macos(tmp_path: Path) -> None:
    java = install(tmp_path / "temurin-25.jdk/Contents/Home", "25.0.1")

    assert find_java({}, [tmp_path / "none", tmp_path]) == java


def test_what_is_found_but_too_old_is_named(tmp_path: Path) -> None:
    java = install(tmp_path / "jvm/jdk-8", "1.8.0_462")
    broken = tmp_path / "home/bin/java"
    broken.parent.mkdir(parents=True)
    broken.touch()

    with pytest.raises(JavaNotFoundError) as raised:
        find_java({"JAVA_HOME": str(tmp_path / "home")}, [tmp_path / "jvm"])

    assert str(raised.value) == (
        "Trino needs Java 24 or newer. Install one, such as Eclipse Temurin 25 from https://adoptium.net, and set "
        f"JAVA_HOME to its folder. Found: {broken} (does not run), {java} (Java 1)."
    )
