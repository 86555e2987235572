"""The commands of docs/api.md, run as they stand there, answer what stands below them."""

import os
import re
import subprocess
from typing import Final

import pytest

from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import REPOSITORY

TOUR: Final = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", TOUR, re.MULTILINE | re.DOTALL)
END: Final = "\x1e"


@pytest.fixture(scope="module")
def answers(system: LocalSystem) -> list[str]:
    """What each block of commands prints; they share one shell."""
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
