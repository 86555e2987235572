"""The texts that people write: one rule for all who read them.

A text is kept in Unicode's normal form NFC, so that what looks the same is the same, and has no control characters,
which leave their place in files and terminals. A line has no space around it either, nor anything that breaks it.
"""

import re
from itertools import filterfalse
from typing import Final
from unicodedata import combining, normalize

SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""The characters of Unicode's property White_Space, and the zero width space and no-break space, which show as little."""

SPACES: Final = "".join(f"\\u{ord(character):04x}" for character in SPACE)
UNBROKEN: Final = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*"
SHOWN: Final = (
    rf"[^\u0000-\u001f\u007f-\u009f{SPACES}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""A character that can be seen: neither space nor of the property Default_Ignorable_Code_Point, nor the empty braille cell."""

LINE: Final = f"^[{SPACES}]*{UNBROKEN}{SHOWN}{UNBROKEN}[{SPACES}]*$"
"""What is a line in the end, and not blank; like the others a regular expression of Python and of ECMA-262 (flag u)."""

LINE_WITHOUT_COMMA: Final = f"^(?![^,]*,){LINE[1:]}"
LINE_OR_BLANK: Final = f"^[{SPACES}]*{UNBROKEN}[{SPACES}]*$"
PARAGRAPHS: Final = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"

_is_unbroken: Final = re.compile(UNBROKEN).fullmatch
_are_paragraphs: Final = re.compile(PARAGRAPHS).fullmatch


class ControlCharacterError(ValueError):
    """A text holds a control character that texts of its kind do not have."""


def trimmed(text: str) -> str:
    """Return a text without the space around it."""
    return text.strip(SPACE)


def line(text: str) -> str:
    """Return the form in which a text of one line is kept; it is empty if there is nothing to see.

    Raises:
        ControlCharacterError: The text holds a control character, or more than one line.
    """
    kept = trimmed(normalize("NFC", text))
    if not _is_unbroken(kept):
        raise ControlCharacterError
    # Compiled for the first text that needs it: it would be a millisecond of each cold start.
    return kept if kept.isascii() or re.search(SHOWN, kept) else ""


def folded(text: str) -> str:
    """Return the form in which texts are compared by a search: without case, accents and differences of width or ligature.

    Source: The Unicode Standard, section 3.13, "Default Caseless Matching", the compatibility caseless match, without
    the characters that have a combining class.
    """
    if text.isascii():
        return text.lower()
    return "".join(filterfalse(combining, normalize("NFKD", normalize("NFKD", text).casefold())))


def paragraphs(text: str) -> str:
    """Return the form in which a text of many lines is kept.

    Raises:
        ControlCharacterError: The text holds a control character that neither ends a line nor is a tab.
    """
    kept = normalize("NFC", text)
    if not _are_paragraphs(kept):
        raise ControlCharacterError
    return kept
