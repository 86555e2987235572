"""What Athena's API says of a statement before it runs."""

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

from local_aws.athena.changes.table_maintenance import parse_maintenance
from local_aws.athena.definitions.kept_statements import parse_drop, parse_kept
from local_aws.athena.errors import SqlError, SqlSyntaxError
from local_aws.athena.syntax.statement import parse_change, parse_query

_COMMENTS: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_FIRST_WORD: Final = re.compile(r"[A-Za-z]+")


class StatementKind(Enum):
    """How a statement is run."""

    QUERY = auto()
    CHANGE = auto()
    DEFINITION = auto()
    CATALOG = auto()
    KEPT = auto()
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


def substatement(sql: str) -> str:
    """Return Athena's SubstatementType (Athena API Reference, "QueryExecution")."""
    word = first_word(sql)
    return {"CREATE": "CREATE_TABLE_AS_SELECT", "DROP": "DROP_TABLE"}.get(word, word)


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
    word = first_word(sql)
    if word in {"SHOW", "DESCRIBE", "DESC", "EXPLAIN"}:
        return StatementKind.CATALOG
    if word in {"PREPARE", "DEALLOCATE"}:
        return StatementKind.PREPARATION
    kind, parse = _PARSED.get(word, (StatementKind.QUERY, parse_query))
    _check(parse, sql)
    return kind


_PARSED: Final[Mapping[str, tuple[StatementKind, Callable[[str], object]]]] = {
    "ALTER": (StatementKind.DEFINITION, parse_change),
    "DROP": (StatementKind.DEFINITION, parse_drop),
    **dict.fromkeys(("CREATE", "UNLOAD"), (StatementKind.KEPT, parse_kept)),
    **dict.fromkeys(("DELETE", "INSERT", "MERGE", "UPDATE"), (StatementKind.CHANGE, parse_change)),
    **dict.fromkeys(("OPTIMIZE", "VACUUM"), (StatementKind.CHANGE, parse_maintenance)),
}


def parsed_write(sql: str) -> object:
    """Return what a statement that writes was parsed to, or None of one that reads.

    Raises:
        SqlError: It is none that runs here.
    """
    _, parse = _PARSED.get(first_word(sql), (StatementKind.QUERY, None))
    return parse and parse(sql)


def _check(parse: Callable[[str], object], sql: str) -> None:
    try:
        parse(sql)
    except SqlSyntaxError:
        raise
    except SqlError:
        # Athena takes what it does not support, too, and fails it when it runs.
        return
