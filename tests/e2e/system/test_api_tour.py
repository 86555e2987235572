"""The commands of docs/api.md, run as they stand there, answer what stands below them."""

import os
import re
import shutil
import subprocess
from typing import Final

import pytest

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.checkout import REPOSITORY

TOUR: Final = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", TOUR, re.MULTILINE | re.DOTALL)
END: Final = "\x1e"
NEEDED: Final = (7, 84)


def curl_version() -> tuple[int, ...]:
    """Return the version of the curl on PATH; (0,) where there is none."""
    curl = shutil.which("curl")
    if curl is None:
        return (0,)
    said = subprocess.run([curl, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said.split()[1]))


@pytest.fixture(scope="module")
def answers(system: LocalSystem) -> list[str]:
    """What each block of commands prints; they share one shell."""
    if curl_version() < NEEDED:
        pytest.skip("needs curl 7.84 or newer, which prints a header by %header{name}: apt-get install curl")
    script = f"printf '{END}'\n".join(commands for commands, _ in BLOCKS)
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=REPOSITORY,
        env={**os.environ, "TASKLAKE_STATE": str(system.state.root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.split(END)


def test_the_tour_is_there() -> None:
    assert len(BLOCKS) == 10


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_answer_is_the_one_shown(answers: list[str], number: int) -> None:
    shown = re.escape(on_one_line(BLOCKS[number][1])).replace(r"\.\.\.", ".*")
    assert re.fullmatch(shown, on_one_line(answers[number])), answers[number]


def on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)
