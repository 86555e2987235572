import re
from pathlib import Path

import pytest

from tasklake import errors
from tasklake_api.error_mapping import REFUSALS, problem_of
from tasklake_api.problems import ProblemError, ProblemType

API_REFERENCE = Path(__file__).parents[3] / "docs" / "api.md"


def leaves(error: type[errors.TasklakeError]) -> set[type[errors.TasklakeError]]:
    children = error.__subclasses__()
    return {leaf for child in children for leaf in leaves(child)} if children else {error}


def test_every_refusal_of_the_domain_has_a_problem() -> None:
    assert set(REFUSALS) == leaves(errors.TasklakeError)


def test_a_refusal_keeps_its_words() -> None:
    problem = problem_of(errors.VersionMismatchError(expected=1, current=2))
    assert problem.type is ProblemType.VERSION_MISMATCH
    assert problem.detail == "Version 1 was expected, but version 2 is stored."


@pytest.mark.parametrize("error", [KeyError("title"), errors.TasklakeError("new"), RecursionError("deep")])
def test_an_unknown_error_tells_nothing(error: Exception) -> None:
    problem = problem_of(error)
    assert problem.type is ProblemType.INTERNAL_ERROR
    assert problem.detail == "It is logged under the request id that instance names."


def test_a_problem_stays_what_it_is() -> None:
    problem = ProblemError(ProblemType.FORBIDDEN, "No.")
    assert problem_of(problem) is problem


def test_the_reference_lists_every_problem_with_its_status() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", API_REFERENCE.read_text(), re.MULTILINE)
    assert rows == [(problem.slug, str(int(problem.status))) for problem in ProblemType]
