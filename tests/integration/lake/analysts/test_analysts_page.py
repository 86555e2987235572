import re
from pathlib import Path

import pytest

from infrastructure.settings import Settings
from tasklake_lake.statements import statements
from tests.integration.lake.analysts.page import PAGE, answered_sections, declared_sections, with_sections
from tests.integration.lake.realized_lake import Lake

RENEW = "if the page is to follow: make docs"


@pytest.fixture
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_what_is_written_by_hand_can_be_read_in_one_sitting(page: str) -> None:
    written = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", page, flags=re.DOTALL)
    assert len(written.splitlines()) <= 190


def test_it_has_every_table_view_and_column_as_the_program_declares_them(page: str) -> None:
    assert with_sections(page, declared_sections()) == page, RENEW


@pytest.mark.journey
def test_it_has_the_answers_of_the_example_s_lake(page: str, example_lake: Lake) -> None:
    assert with_sections(page, answered_sections(example_lake)) == page, RENEW


def test_it_tells_the_defaults_of_the_settings_that_matter(page: str) -> None:
    told = dict(re.findall(r"^\| .* \| `(\w+)` \| (\d+) \|$", page, re.MULTILINE))
    defaults = Settings().model_dump()
    assert told
    assert told == {name: str(defaults[name]) for name in told}


def test_it_names_the_statements_that_only_athena_speaks(page: str) -> None:
    _, _, rest = page.partition("## What only Athena speaks")
    text = rest.partition("\n## ")[0]
    assert [each.file for each in statements("athena_only") if f"`{Path(each.file).stem}_" not in text] == []


def test_a_page_without_a_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the markers of columns"):
        with_sections("<!-- columns -->\n", {"columns": ""})
