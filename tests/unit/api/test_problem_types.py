import re
from pathlib import Path

import pytest

from tasklake import errors
from tasklake_api.error_mapping import REFUSALS, problem_of
from tasklake_api.problems import ProblemError, ProblemType

API_REFERENCE = Path(__file__).parents[3] / "docs" / "api.md"
PROBLEM_PAGES = API_REFERENCE.with_name("problems.md")


def leaves(error: type[errors.TasklakeError]) -> set[type[errors.TasklakeError]]:
    children = error.__subclasses__()
    return {leaf for child in children for leaf in leaves(child)} if children else {error}


def test_every_refusal_of_the_domain_has_a_problem() -> None:
    not_of_the_api = {errors.UserNotErasingError}
    assert set(REFUSALS) == leaves(errors.TasklakeError) - not_of_the_api


@pytest.mark.parametrize("error", [KeyError("title"), errors.TasklakeError("new"), RecursionError("deep")])
def test_an_unknown_error_tells_nothing(error: Exception) -> None:
    problem = problem_of(error)
    assert problem.type is ProblemType.INTERNAL_ERROR
    assert problem.detail == "It is logged under the request id that instance names."


def test_a_problem_stays_what_it_is() -> None:
    problem = ProblemError(ProblemType.FORBIDDEN, "No.")
    assert problem_of(problem) is problem


def test_the_reference_lists_every_problem_with_its_status_and_page() -> None:
    rows = re.findall(
        r"^\| \[`([a-z-]+)`\]\(problems\.md#([a-z-]+)\) \| (\d{3}) \|",
        API_REFERENCE.read_text(),
        re.MULTILINE,
    )
    assert rows == [(problem.slug, problem.slug, str(int(problem.status))) for problem in ProblemType]


def test_every_problem_has_a_page_that_says_what_to_do() -> None:
    pages = PROBLEM_PAGES.read_text().split("\n## ")[1:]
    heads = [page.splitlines()[:3] for page in pages]
    assert heads == [
        [problem.slug, "", f'{int(problem.status)}, "{problem.title}"'] for problem in ProblemType
    ]
    assert [page.count("**What to do:** ") for page in pages] == [1] * len(ProblemType)
