import re
import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake.text import (
    LINE,
    LINE_OR_BLANK,
    PARAGRAPHS,
    SPACE,
    ControlCharacterError,
    folded,
    line,
    paragraphs,
    trimmed,
)

SEPARATORS = "\x1c\x1d\x1e\x1f"
"""Space for Python, and not for Unicode."""

ODD = f"{SPACE}{SEPARATORS}\0\x7f\u0301\u200d\u202e\ufe0f\U000e0041ae\u00e9"
TEXTS = st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"]), max_size=5)
EMPTY = [
    "",
    SPACE,
    "\N{SOFT HYPHEN}",
    "\N{ZERO WIDTH JOINER}\N{WORD JOINER}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{HANGUL FILLER}",
    "\N{BRAILLE PATTERN BLANK}",
    "\N{VARIATION SELECTOR-16}",
    "\N{TAG LATIN SMALL LETTER A}",
]


def test_space_is_what_unicode_calls_so_and_what_has_no_width() -> None:
    every_character = map(chr, range(sys.maxunicode + 1))
    white_space = {character for character in every_character if character.isspace()} - {*SEPARATORS}
    assert {*SPACE} == white_space | {"\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}"}


def test_space_goes_from_the_ends_alone() -> None:
    assert trimmed(f"{SPACE}a{SPACE}b{SPACE}") == f"a{SPACE}b"


@pytest.mark.parametrize("text", EMPTY, ids=ascii)
def test_what_shows_nothing_is_no_line(text: str) -> None:
    assert line(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}",
        "\N{HEAVY BLACK HEART}\ufe0f",
        "\u0646\u200c\u0647",
    ],
)
def test_what_is_invisible_stays_beside_what_is_seen(text: str) -> None:
    assert line(text) == text


def test_one_spelling_is_kept_of_what_looks_the_same() -> None:
    assert line("Cafe\N{COMBINING ACUTE ACCENT}") == line("Caf\N{LATIN SMALL LETTER E WITH ACUTE}")


def test_space_around_a_line_goes_whatever_it_is() -> None:
    assert line(f"{SPACE}a b{SPACE}") == "a b"


@pytest.mark.parametrize("text", ["a\0", "a\r\nb", "a\tb", "\x1ba", "a\x7f", "a\x9bb", "a\u2028b"], ids=ascii)
def test_a_line_has_no_control_characters(text: str) -> None:
    with pytest.raises(ControlCharacterError):
        line(text)


def test_paragraphs_have_tabs_and_ends_of_lines_and_keep_the_space_around_them() -> None:
    assert paragraphs("\n a\tb\r\n") == "\n a\tb\r\n"


@pytest.mark.parametrize("text", ["a\0", "\x1b[2J", "a\vb", "\x7f", "\x85"], ids=ascii)
def test_paragraphs_have_no_other_control_characters(text: str) -> None:
    with pytest.raises(ControlCharacterError):
        paragraphs(text)


@given(TEXTS)
def test_the_expressions_say_what_is_kept(text: str) -> None:
    try:
        kept = line(text)
    except ControlCharacterError:
        assert not re.search(LINE_OR_BLANK, text)
        assert not re.search(LINE, text)
    else:
        assert re.search(LINE_OR_BLANK, text)
        assert bool(re.search(LINE, text)) is bool(kept)


@given(TEXTS)
def test_the_expression_says_what_paragraphs_are(text: str) -> None:
    try:
        paragraphs(text)
    except ControlCharacterError:
        assert not re.search(PARAGRAPHS, text)
    else:
        assert re.search(PARAGRAPHS, text)


@given(TEXTS)
def test_what_is_kept_is_kept_as_it_is(text: str) -> None:
    try:
        kept = line(text)
    except ControlCharacterError:
        return
    assert line(kept) == kept
    assert normalize("NFC", kept) == kept
    assert "Cc" not in map(category, kept)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Caf\u00e9 CAF\u0045\u0301", "cafe cafe"),
        ("Stra\u00dfe STRASSE", "strasse strasse"),
        ("\u0130stanbul", "istanbul"),
        ("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c3"),
        ("\uff26\uff55\uff4c\uff4c \ufb01n", "full fin"),
        ("\u0301\u0302", ""),
    ],
)
def test_a_search_sees_neither_case_nor_accents(text: str, form: str) -> None:
    assert folded(text) == form


@given(st.text())
def test_what_is_folded_is_so_in_every_normal_form(text: str) -> None:
    forms = {folded(normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {folded(text)} == {folded(folded(text))}
