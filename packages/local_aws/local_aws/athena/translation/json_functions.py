"""What DuckDB is given to read JSON as Trino does, which takes the last of two members of a name and unwraps arrays."""

import json
from collections.abc import Callable
from typing import Final, Never, cast

from duckdb import DuckDBPyConnection

from local_aws.athena.results.result_text import float_text, scientific_text
from local_aws.athena.translation.json_paths import Json, PathError, parsed_path

EMPTY: Final = "-"
ERROR: Final = "!"
NULL: Final = "n"
TEXT: Final = "s"
BOOLEAN: Final = "b"
INTEGER: Final = "i"
DOUBLE: Final = "d"
"""Of what begins with one of the last four, the rest is the value as varchar."""

_LONG: Final = range(-(2**63), 2**63)
_BLANKS: Final = " \t\r\n"
_ESCAPES: Final = {
    # Of a pair, no half stands in a Python text.
    **{code: f"\\u{code:04X}" for code in (*range(32), *range(0xD800, 0xE000))},
    **{ord(character): f"\\{name}" for character, name in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}


class _NotJsonError(ValueError):
    pass


def _refuse(constant: str) -> Never:
    raise _NotJsonError(constant)


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def add_json_functions(connection: DuckDBPyConnection) -> None:
    """Let the statements of a DuckDB call `json_scalar`, `json_found` and `json_text`."""
    create = cast("Callable[..., object]", connection.create_function)
    create("json_scalar", _scalar, ["VARCHAR", "VARCHAR"], "VARCHAR")
    create("json_found", _found, ["VARCHAR", "VARCHAR"], "BOOLEAN", null_handling="special")
    create("json_text", _text, ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"], "VARCHAR")


def _items(document: str, path: str) -> list[Json]:
    begin = len(document) - len(document.lstrip(_BLANKS))
    if begin == len(document):
        # Trino reads what is blank as a document that is neither there nor wrong; of its root it says so, of the rest alike.
        return parsed_path(path).items(None)
    value, end = _DECODER.raw_decode(document, begin)
    # What follows the first value does not count, but where it could be a part of it.
    following = document[end : end + 1]
    if type(value) in (int, float):
        is_part = following not in ("", *_BLANKS)
    else:
        is_part = (value is None or isinstance(value, bool)) and (
            following.isalnum() or following in ("_", "$")
        )
    if is_part:
        raise _NotJsonError(document)
    return parsed_path(path).items(value)


def _scalar(document: str, path: str) -> str:  # noqa: PLR0911 - one for each kind of value
    """Return the one scalar that a path leads to, after what it is."""
    try:
        items = _items(document, path)
    except (json.JSONDecodeError, _NotJsonError, PathError):
        return ERROR
    match items:
        case []:
            return EMPTY
        case [None]:
            return NULL if document.strip(_BLANKS) else ERROR
        case [bool(value)]:
            return BOOLEAN + json.dumps(value)
        case [int(value)] if value in _LONG:
            return f"{INTEGER}{value}"
        case [float(value)]:
            # As Trino casts one to varchar.
            return DOUBLE + (scientific_text(value) if value else f"{value:.0f}E0")
        case [str(value)]:
            return TEXT + _encodable(value)
        case _:
            return ERROR


def _found(document: str | None, path: str) -> bool | None:
    """Return whether a path leads anywhere, or None where it cannot be said."""
    try:
        return None if document is None else bool(_items(document, path))
    except (json.JSONDecodeError, _NotJsonError, PathError):
        return None


def _text(document: str, path: str, wrapper: str, keeps_quotes: bool) -> str:  # noqa: FBT001 - called from SQL
    """Return what a path leads to as JSON, after TEXT."""
    try:
        items = _items(document, path)
    except (json.JSONDecodeError, _NotJsonError, PathError):
        return ERROR
    if not items:
        return EMPTY
    is_container = len(items) == 1 and isinstance(items[0], dict | list)
    if wrapper == "UNCONDITIONAL" or (wrapper == "CONDITIONAL" and not is_container):
        return TEXT + _json(items)
    match items:
        case [str(value)] if not keeps_quotes:
            return TEXT + _encodable(value)
        case [value]:
            return TEXT + _json(value)
        case _:
            return ERROR


def _json(value: Json) -> str:
    match value:
        case dict():
            return f"{{{','.join(f'{_json(name)}:{_json(each)}' for name, each in value.items())}}}"
        case list():
            return f"[{','.join(map(_json, value))}]"
        case str():
            return f'"{value.translate(_ESCAPES)}"'
        case float() if value in (float("inf"), float("-inf")):
            return f'"{float_text(value)}"'
        case float():
            return float_text(value)
        case _:
            return json.dumps(value)


def _encodable(text: str) -> str:
    """Return a text with ? for each half of a pair that stands alone, as Java writes it."""
    return text.encode(errors="replace").decode()
