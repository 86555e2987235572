from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from local_aws.realizer import Realization, realize
from local_aws.sessions import EmulatorSession

IMPORTS = "import json, pulumi, pulumi_aws as aws\n"


@pytest.fixture
def project(request: pytest.FixtureRequest) -> str:
    """Names made up for resources depend on the project: each test's differ from all others'."""
    return request.node.name


@pytest.fixture
def realized(project: str, session: EmulatorSession, tmp_path: Path) -> Callable[..., Realization]:
    """Realize a program, given as text, as the next run of one stack."""

    def run(source: str, **config: str) -> Realization:
        program = tmp_path / "program.py"
        program.write_text(IMPORTS + dedent(source))
        return realize(
            program,
            project=project,
            stack="local",
            config=config,
            session=session,
            state_file=tmp_path / "resources.json",
        )

    return run
