import re
import sys

import pytest

from tasklake.text import NO_SPACE, SPACE, trimmed

SEPARATORS = "\x1c\x1d\x1e\x1f"
"""Space for Python, and not for Unicode."""


@pytest.fixture(scope="module")
def every_character() -> str:
    return "".join(map(chr, range(sys.maxunicode + 1)))


def test_space_is_what_unicode_calls_so_and_what_has_no_width(every_character: str) -> None:
    white_space = {character for character in every_character if character.isspace()} - {*SEPARATORS}
    assert {*SPACE} == white_space | {"\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}"}


def test_the_expression_matches_all_that_is_no_space(every_character: str) -> None:
    assert {*SPACE} == {*re.sub(NO_SPACE, "", every_character)}


def test_space_goes_from_the_ends_alone() -> None:
    assert trimmed(f"{SPACE}a{SPACE}b{SPACE}") == f"a{SPACE}b"
