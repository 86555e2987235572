"""DuckDB's errors in the words of someone who asked Athena's SQL."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager

import duckdb

from local_aws.athena.errors import (
    QueryFailedError,
    SqlError,
    UnknownColumnError,
    UnknownTableError,
    UnsupportedFunctionError,
)
from local_aws.athena.scans.scan_columns import SCANNED_NAME
from local_aws.athena.syntax.dialect import MACRO_PREFIX

_LOCAL_NAME = re.compile(rf"/[^'\"]+\.parquet|{SCANNED_NAME.pattern}")
_MISSING_COLUMN = re.compile(
    r'Referenced column "(?P<bare>[^"]+)" not found'
    r'|"(?P<table>[^"]+)" does not have a column named "(?P<qualified>[^"]+)"'
)
_CANDIDATES = re.compile(r"Candidate bindings: (?P<names>.+)")
_MISSING_TABLE = re.compile(r'Referenced table "(?P<name>[^"]+)" not found')
_MISSING_FUNCTION = re.compile(r"Function with name (?P<name>\S+) does not exist")
_WRONG_ARGUMENTS = re.compile(
    r"argument types '(?P<types>.+?)'\. You|function call \"(?P<call>.+?)\"\. In|Macro (?P<macro>\w+\(\))"
)


def with_origins(text: str, origins: Mapping[str, str]) -> str:
    """Return a text of DuckDB's with the objects and columns that are being read in place of their local names."""
    return _LOCAL_NAME.sub(lambda name: origins.get(name[0], name[0]), text)


@contextmanager
def explained(origins: Mapping[str, str]) -> Generator[None]:
    """Turn a DuckDB error inside the block into the SqlError that says what to change.

    Args:
        origins: The objects and columns that are being read, by the local names that DuckDB knows them under.
    """
    try:
        yield
    except duckdb.Error as error:
        raise _explanation(with_origins(str(error), origins)) from error


def _explanation(message: str) -> SqlError:
    if missing := _MISSING_COLUMN.search(message):
        return _unknown_column(missing, message)
    if missing := _MISSING_TABLE.search(message):
        return UnknownTableError(f"{missing['name']} is neither a table nor an alias in this FROM")
    if missing := _MISSING_FUNCTION.search(message):
        return UnsupportedFunctionError(
            f"{missing['name'].lower()}() is not known to DuckDB, the local engine; Athena may have it"
        )
    # The kind of error comes before the first colon, the position in the translated text after an empty line.
    reason = message.split("\n\nLINE ", maxsplit=1)[0].partition(": ")[2]
    if "Division by zero" in reason:
        return QueryFailedError("division by zero")
    if wrong := _WRONG_ARGUMENTS.search(reason):
        call = wrong["types"] or wrong["call"] or wrong["macro"]
        return QueryFailedError(f"{call.removeprefix(MACRO_PREFIX)} does not take these arguments")
    return QueryFailedError(reason.replace(MACRO_PREFIX, ""))


def _unknown_column(missing: re.Match[str], message: str) -> UnknownColumnError:
    name = missing["bare"] or f"{missing['table']}.{missing['qualified']}"
    candidates = _CANDIDATES.search(message)
    hint = f"; there is {candidates['names']}" if candidates else ""
    return UnknownColumnError(f"column {name} does not exist{hint}")
