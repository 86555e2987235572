"""Date and time patterns of Athena's two families, rewritten as strftime's."""

import re

# Trino's date_format and date_parse: "Date and time functions and operators", MySQL functions.
_MYSQL = {
    **{code: code for code in ("%a", "%b", "%d", "%f", "%H", "%I", "%j", "%m", "%p", "%S", "%Y", "%y", "%%")},
    "%c": "%-m",
    "%e": "%-d",
    "%h": "%I",
    "%i": "%M",
    "%k": "%-H",
    "%l": "%-I",
    "%M": "%B",
    "%r": "%I:%M:%S %p",
    "%s": "%S",
    "%T": "%H:%M:%S",
    "%v": "%V",
    "%W": "%A",
    "%x": "%G",
}

# Java's: format_datetime and parse_datetime (JodaTime), and the format of a projected partition key.
_JAVA = {
    "yyyy": "%Y",
    "yy": "%y",
    "y": "%Y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%-m",
    "dd": "%d",
    "d": "%-d",
    "DDD": "%j",
    "EEEE": "%A",
    "EEE": "%a",
    "EE": "%a",
    "E": "%a",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "h": "%-I",
    "mm": "%M",
    "m": "%-M",
    "ss": "%S",
    "s": "%-S",
    "SSS": "%g",
    "a": "%p",
    "xxxx": "%G",
    "ww": "%V",
    "e": "%u",
}

# A run of one letter is a field; text between quotes, and all else, is itself.
_JAVA_TOKEN = re.compile(r"'(?P<quoted>(?:[^']|'')*)'|(?P<letters>([A-Za-z])\3*)|.", re.DOTALL)


class UnknownPatternError(ValueError):
    """A pattern letter that strftime has no equivalent for."""


def mysql_to_strftime(pattern: str) -> str:
    """Rewrite a pattern of `date_parse`, such as `%Y-%m-%d %H:%i`."""
    return _rewritten(pattern, _MYSQL)


def mysql_shown_as_strftime(pattern: str) -> str:
    """Rewrite a pattern of `date_format`, which shows no more than milliseconds."""
    return _rewritten(pattern, {**_MYSQL, "%f": "%g000"})


def _rewritten(pattern: str, known: dict[str, str]) -> str:
    return re.sub(r"%.?", lambda specifier: _look_up(specifier[0], known, pattern), pattern)


def java_to_strftime(pattern: str) -> str:
    """Rewrite a pattern of `format_datetime`, such as `yyyy-MM-dd'T'HH:mm`."""
    return _JAVA_TOKEN.sub(lambda token: _java_token(token, pattern), pattern)


def _java_token(token: re.Match[str], pattern: str) -> str:
    if token["letters"]:
        return _look_up(token["letters"], _JAVA, pattern)
    literal = "'" if token[0] == "''" else (token["quoted"] or token[0]).replace("''", "'")
    return literal.replace("%", "%%")


def _look_up(specifier: str, known: dict[str, str], pattern: str) -> str:
    if specifier not in known:
        raise UnknownPatternError(f"{specifier!r} in the pattern {pattern!r} has no local equivalent")
    return known[specifier]
