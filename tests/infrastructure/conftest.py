from collections.abc import Callable

import pytest

from tests.infrastructure.program import Program, declare


@pytest.fixture(scope="session")
def program_of() -> Callable[..., Program]:
    """Return a function that gives the program of a stack with some settings, whatever its file says; run once each."""
    programs: dict[str, Program] = {}

    def program(stack: str, **settings: str) -> Program:
        config = {f"tasklake:{name}": value for name, value in settings.items()}
        known = f"{stack} {config}"
        if known not in programs:
            programs[known] = declare(stack, config)
        return programs[known]

    return program
