import re
import sys

from tasklake.text import NO_SPACE, SPACE, trimmed

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
SEPARATORS = "\x1c\x1d\x1e\x1f"
"""Space for Python, and not for Unicode."""


def test_space_is_what_unicode_calls_so_and_what_has_no_width() -> None:
    white_space = {character for character in EVERY_CHARACTER if character.isspace()} - {*SEPARATORS}
    assert {*SPACE} == white_space | {"\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}"}


def test_the_expression_matches_all_that_is_no_space() -> None:
    no_space = re.compile(NO_SPACE)
    assert {*SPACE} == {character for character in EVERY_CHARACTER if not no_space.match(character)}


def test_space_goes_from_the_ends_alone() -> None:
    assert trimmed(f"{SPACE}a{SPACE}b{SPACE}") == f"a{SPACE}b"
