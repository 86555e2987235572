"""Space in the texts that people write: one rule for all who read them."""

from typing import Final

SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""The characters of Unicode's property White_Space, and the zero width space and no-break space, which show as little."""

NO_SPACE: Final = f"[^{''.join(f'\\u{ord(character):04x}' for character in SPACE)}]"
"""Any other character, as a regular expression of Python and of ECMA-262."""


def trimmed(text: str) -> str:
    """Return a text without the space around it."""
    return text.strip(SPACE)
