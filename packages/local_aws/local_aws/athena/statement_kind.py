"""What Athena's API says of a statement before it runs."""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from local_aws.athena.errors import SqlError, SqlSyntaxError
from local_aws.athena.statement import parse_change, parse_query
from local_aws.athena.table_maintenance import parse_maintenance

_COMMENTS: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_FIRST_WORD: Final = re.compile(r"[A-Za-z]+")


class StatementKind(Enum):
    """How a statement is run."""

    QUERY = auto()
    CHANGE = auto()
    DEFINITION = auto()
    CATALOG = auto()
    PREPARATION = auto()

    @property
    def statement_type(self) -> str:
        """Athena's StatementType (Athena API Reference, "QueryExecution")."""
        match self:
            case StatementKind.DEFINITION:
                return "DDL"
            case StatementKind.CATALOG | StatementKind.PREPARATION:
                return "UTILITY"
            case _:
                return "DML"


def after_comments(sql: str) -> int:
    """Return where the text of a statement begins."""
    begin = _COMMENTS.match(sql)
    return begin.end() if begin else 0


def first_word(sql: str) -> str:
    """Return the word that a statement begins with, in capitals; nothing where that is no word."""
    word = _FIRST_WORD.match(sql, after_comments(sql))
    return word[0].upper() if word else ""


def kind_of(sql: str) -> StatementKind:
    """Return a statement's kind.

    Raises:
        SqlSyntaxError: The text is no statement.
    """
    match first_word(sql):
        case "SHOW" | "DESCRIBE" | "DESC" | "EXPLAIN":
            return StatementKind.CATALOG
        case "PREPARE" | "DEALLOCATE":
            return StatementKind.PREPARATION
        case "ALTER":
            _check(parse_change, sql)
            return StatementKind.DEFINITION
        case "OPTIMIZE" | "VACUUM":
            _check(parse_maintenance, sql)
            return StatementKind.CHANGE
        case "MERGE" | "DELETE" | "UPDATE" | "INSERT":
            _check(parse_change, sql)
            return StatementKind.CHANGE
        case _:
            _check(parse_query, sql)
            return StatementKind.QUERY


def _check(parse: Callable[[str], object], sql: str) -> None:
    try:
        parse(sql)
    except SqlSyntaxError:
        raise
    except SqlError:
        # Athena takes what it does not support, too, and fails it when it runs.
        return
