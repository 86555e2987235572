"""The statements that keep what a query answers, CREATE TABLE AS and UNLOAD, and DROP TABLE, which forgets a table again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlglot.tokenizer_core import Token, TokenType

from local_aws.athena.errors import SqlSyntaxError, UnsupportedStatementError
from local_aws.athena.statement import one_statement, syntax_error
from local_aws.athena.syntax.dialect import AthenaQuery

type Value = str | bool | tuple[str, ...]

_DROP: Final = re.compile(
    r"DROP\s+TABLE(?P<if_exists>\s+IF\s+EXISTS)?\s+(?:`?(?P<database>\w+)`?\.)?`?(?P<name>\w+)`?\s*;?\s*",
    re.IGNORECASE,
)
_WAY_OUT: Final = "locally there is CREATE TABLE name [WITH (...)] AS query, UNLOAD (query) TO 's3://...' WITH (...) and DROP TABLE name"


@dataclass(frozen=True, slots=True)
class CreateTableAs:
    """A new table of a query's rows (Amazon Athena User Guide, "CREATE TABLE AS").

    Attributes:
        database: None for the one that the statement runs in.
        name: The table's.
        properties: By name, in lower case.
        query: What is kept, at its place in the statement.
        with_data: Whether its rows are.
    """

    database: str | None
    name: str
    properties: Mapping[str, Value]
    query: str
    with_data: bool


@dataclass(frozen=True, slots=True)
class Unload:
    """A query's rows as files (Amazon Athena User Guide, "UNLOAD").

    Attributes:
        location: Where they go.
        properties: By name, in lower case.
        query: What is kept, at its place in the statement.
    """

    location: str
    properties: Mapping[str, Value]
    query: str


@dataclass(frozen=True, slots=True)
class DropTable:
    """A table that is to be forgotten; its files stay (Amazon Athena User Guide, "DROP TABLE")."""

    database: str | None
    name: str
    if_exists: bool


type KeptStatement = CreateTableAs | Unload | DropTable


def parse_kept(sql: str) -> KeptStatement:
    """Parse one CREATE TABLE AS, UNLOAD or DROP TABLE.

    Raises:
        SqlSyntaxError: The text is not a statement; the message has line and column.
        UnsupportedStatementError: It is another one, or more than one.
    """
    if dropped := _DROP.fullmatch(sql.strip()):
        database = dropped["database"]
        return DropTable(database and database.lower(), dropped["name"].lower(), bool(dropped["if_exists"]))
    words = _Words(sql, one_statement(sql, AthenaQuery()))
    if words.takes("UNLOAD"):
        return words.unload()
    if words.takes("CREATE", "TABLE") and not words.stand("IF"):
        return words.create_table()
    raise UnsupportedStatementError(f"this form of {words.first} is not supported locally; {_WAY_OUT}")


class _Words:
    """The tokens of a statement, read from left to right."""

    def __init__(self, sql: str, tokens: list[Token]) -> None:
        self._sql = sql
        self._tokens = tokens
        self._at = 0

    @property
    def first(self) -> str:
        return self._tokens[0].text.upper()

    def stand(self, *words: str) -> bool:
        """Tell whether these words come next."""
        following = self._tokens[self._at : self._at + len(words)]
        return [token.text.upper() for token in following] == list(words)

    def takes(self, *words: str) -> bool:
        """Pass these words if they come next."""
        if not self.stand(*words):
            return False
        self._at += len(words)
        return True

    def create_table(self) -> CreateTableAs:
        *qualifiers, name = self._name()
        properties = self._properties() if self.takes("WITH") else {}
        if not self.takes("AS"):
            raise UnsupportedStatementError(f"CREATE TABLE without AS is not supported locally; {_WAY_OUT}")
        first, after = self._at, len(self._tokens)
        with_data = True
        for clause, keeps in ((["WITH", "NO", "DATA"], False), (["WITH", "DATA"], True)):
            if [token.text.upper() for token in self._tokens[-len(clause) :]] == clause:
                after, with_data = after - len(clause), keeps
                break
        query = self._query(first, after)
        return CreateTableAs(qualifiers[-1] if qualifiers else None, name, properties, query, with_data)

    def unload(self) -> Unload:
        self._expect("(")
        first, depth = self._at, 1
        while depth:
            token = self._next()
            depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        query = self._query(first, self._at - 1)
        self._expect("TO")
        if (location := self._next()).token_type is not TokenType.STRING:
            raise self._unexpected(location, "a location in single quotes is expected")
        properties = self._properties() if self.takes("WITH") else {}
        if self._at < len(self._tokens):
            raise self._unexpected(self._tokens[self._at], "the statement should end here")
        return Unload(location.text, properties, query)

    def _name(self) -> list[str]:
        parts = [self._next().text.lower()]
        while self.takes("."):
            parts.append(self._next().text.lower())
        return parts

    def _properties(self) -> dict[str, Value]:
        self._expect("(")
        properties: dict[str, Value] = {}
        while True:
            name = self._next().text.lower()
            self._expect("=")
            properties[name] = self._value()
            if not self.takes(","):
                break
        self._expect(")")
        return properties

    def _value(self) -> Value:
        if self.takes("ARRAY", "["):
            values: list[str] = []
            while not self.takes("]"):
                values.append(self._next().text)
                self.takes(",")
            return tuple(values)
        token = self._next()
        if token.token_type in (TokenType.STRING, TokenType.NUMBER):
            return token.text
        if token.text.upper() in ("TRUE", "FALSE"):
            return token.text.upper() == "TRUE"
        raise self._unexpected(token, "a text, a number, true, false or ARRAY[...] is expected")

    def _query(self, first: int, after: int) -> str:
        """Return the text of some tokens, what stands around it blanked out: errors name the statement's lines."""
        if first >= after:
            raise SqlSyntaxError("there is no query to keep")
        begin, end = self._tokens[first].start, self._tokens[after - 1].end + 1
        return re.sub(r"[^\n]", " ", self._sql[:begin]) + self._sql[begin:end]

    def _next(self) -> Token:
        if self._at == len(self._tokens):
            raise SqlSyntaxError("the statement ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, word: str) -> None:
        if not self.takes(word):
            raise self._unexpected(self._next(), f"{word} is expected")

    @staticmethod
    def _unexpected(token: Token, why: str) -> SqlSyntaxError:
        return syntax_error(token.line, token.col, token.text, why)
