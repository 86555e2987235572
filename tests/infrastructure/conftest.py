from collections.abc import Callable

import pytest

from tasklake_operations.stack import stack_config
from tests.infrastructure.program import Program, declare


@pytest.fixture(scope="session")
def program_of() -> Callable[[str], Program]:
    """Return a function that gives the program of a stack as committed, run once each."""
    programs: dict[str, Program] = {}

    def program(stack: str) -> Program:
        if stack not in programs:
            programs[stack] = declare(stack, stack_config(stack))
        return programs[stack]

    return program
