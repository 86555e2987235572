"""Schemathesis, which knows the API by its OpenAPI document alone, looks for answers that are not in it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.checkout import REPOSITORY
from tests.e2e.system.client import Client

OPENAPI: Final = REPOSITORY / "services" / "api" / "tasklake_api" / "openapi.json"
CONFIG: Final = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS: Final = (sys.executable, "-m", "schemathesis.cli")
HOOKS: Final = "tests.e2e.system.fuzzing_hooks"

SECONDS: Final = int(os.environ.get("FUZZ_SECONDS", "0"))
"""How long to look, at other cases each time; 0 for the same 1,000 or so each time."""

BUDGET: Final = (
    ("--max-time", str(SECONDS)) if SECONDS else ("--generation-deterministic", "--max-examples", "5")
)

FLOOR: Final = 40
"""Cases of an operation, on average, without which a run says little."""

SHORT_OF_TIME: Final = """
[[operations]]
include-tag = "Tasks of a user"
phases.coverage.enabled = false
"""
"""One kind of tasks, the caller's own, gets every case of each form; both kinds are answered by the same functions."""


@pytest.mark.journey
@pytest.mark.timeout(SECONDS + 300)
def test_every_answer_is_one_that_the_document_has(
    system: LocalSystem, sign_up: Callable[..., Client], tmp_path: Path
) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.read_text() + ("" if SECONDS else SHORT_OF_TIME))
    run = subprocess.run(
        [*SCHEMATHESIS, "--config-file", config, "run", OPENAPI, "--url", system.outputs.api_url, *BUDGET],
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": HOOKS,
            "TASKLAKE_STATE": str(system.state.root),
            "FUZZING_ADMIN": sign_up(admin=True).token,
            "FUZZING_USER": sign_up().token,
        },
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
    operations = [each for path in json.loads(OPENAPI.read_bytes())["paths"].values() for each in path]
    tested = figure(r"Tested: (\d+)", run.stdout)
    cases = figure(r"(\d+) generated", run.stdout)
    covered, links = (
        figure(r"API Links: +(\d+)", run.stdout),
        figure(r"API Links: .* (\d+) total", run.stdout),
    )
    sys.stdout.write(
        f"{cases} cases of {tested} of {len(operations)} operations, {covered} of {links} links walked\n"
    )
    if not SECONDS:  # which may be too few for any of this
        assert tested == len(operations)
        assert cases >= FLOOR * len(operations)
        assert covered >= links / 2


def figure(pattern: str, summary: str) -> int:
    """Return a figure of a run's summary, which leaves out what there was none of."""
    found = re.search(pattern, summary)
    return int(found[1]) if found else 0
