"""What becomes of rows that standard output does not take."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = """
from tasklake_operations.cli import app, main
from tasklake_operations.cli.rows import FormatOption, print_rows, rows_of


@app.app.command()
def rows(output: FormatOption, count: int = 3):
    print_rows(rows_of({"title": ["\u0416 \U0001f600"] * count}), output)


main()
"""

type Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A shell's line in which `rows` is a command that prints rows."""
    script = tmp_path / "command.py"
    script.write_text(COMMAND)

    def run(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        rows = f'rows() {{ {sys.executable} {script} rows "$@"; }}; set -o pipefail; '
        env = {"PATH": os.environ["PATH"], **environment}
        return subprocess.run(["bash", "-c", rows + line], env=env, capture_output=True, check=False)

    return run


@pytest.mark.parametrize(
    ("form", "unbuffered", "line", "reason"),
    [
        ("table", "1", "> /dev/full", b"No space left on device"),
        ("csv", "", ">&-", b"Standard output is closed"),
    ],
)
def test_rows_that_cannot_be_written_fail_with_the_reason(
    run: Run, form: str, unbuffered: str, line: str, reason: bytes
) -> None:
    done = run(f"rows --format {form} {line}", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: ")
    assert reason in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(("form", "count"), [("table", 1), ("csv", 20_000)])
def test_a_reader_who_has_enough_ends_the_command_quietly(run: Run, form: str, count: int) -> None:
    done = run(f"rows --format {form} --count {count} | true")
    assert done.returncode == 141
    assert done.stderr == b""


def test_an_encoding_without_a_letter_is_named_where_programs_read(run: Run) -> None:
    refused = run("rows --format csv", PYTHONIOENCODING="koi8-r")
    assert refused.returncode == 1
    assert refused.stdout == b""
    assert refused.stderr.startswith(b"Error: Standard output is in koi8-r, which has no '\\U0001f600'. Set ")
    assert b"Traceback" not in refused.stderr
    assert run("rows --format json", PYTHONIOENCODING="latin-1").stdout.count(b"\\u0416") == 3
    assert run("rows --format table", PYTHONIOENCODING="latin-1").stdout.count(b"\\u0416 \\U0001f600") == 3


def test_the_c_locale_is_no_8_bit_one(run: Run) -> None:
    assert run("rows --format csv", LC_ALL="C").stdout.decode().count("\u0416 \U0001f600") == 3
