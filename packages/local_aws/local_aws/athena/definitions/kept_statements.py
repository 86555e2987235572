"""The statements that keep what a query answers, CREATE TABLE AS and UNLOAD, and DROP TABLE, which forgets a table again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from local_aws.athena.errors import SqlSyntaxError, UnsupportedStatementError
from local_aws.athena.syntax.dialect import AthenaQuery
from local_aws.athena.syntax.statement import one_statement

_GAP: Final = r"(?:\s|--[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)"
_END: Final = rf"(?:;|{_GAP})*+"
_NAME: Final = r'(?:"[^"]+"|`[^`]+`|\w+)'
_TABLE: Final = rf"(?P<table>{_NAME}(?:\.{_NAME})*)"
_TEXT: Final = r"'(?:[^']|'')*'"
_WITH: Final = rf"WITH~\((?P<properties>(?:{_TEXT}|[^'()])*)\)"


def _form(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which a blank stands for what separates words, and ~ for what may stand between signs."""
    # Possessive: in what does not match, nothing is tried twice.
    spelled = pattern.replace(" ", f"{_GAP}++").replace("~", f"{_GAP}*+")
    return re.compile(spelled, re.IGNORECASE | re.DOTALL)


_CREATE: Final = _form(rf"~CREATE TABLE {_TABLE}(?: {_WITH}~| )AS\b(?P<query>.*)")
_WITH_DATA: Final = re.compile(r"\bWITH\s+(?P<no>NO\s+)?DATA[\s;]*(?:--[^\n]*\s*)?$", re.IGNORECASE)
_UNLOAD: Final = _form(rf"~UNLOAD~\((?P<query>.*)\)~TO~(?P<location>{_TEXT})(?:~{_WITH})?{_END}")
_DROP: Final = _form(rf"~DROP TABLE (?P<if_exists>IF EXISTS )?{_TABLE}{_END}")
_PROPERTY: Final = _form(
    rf"~(?P<name>\w+)~=~(?P<value>{_TEXT}|\d+|TRUE|FALSE|ARRAY~\[[^\]]*\])~(?:(?P<more>,)|$)"
)
_FORMS: Final = (
    "CREATE TABLE name [WITH (property = value, ...)] AS query and UNLOAD (query) TO 's3://...' WITH (...)"
)


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
    properties: Mapping[str, str]
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
    properties: Mapping[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class DropTable:
    """A table that is to be forgotten; its files stay (Amazon Athena User Guide, "DROP TABLE")."""

    database: str | None
    name: str
    if_exists: bool


type KeptStatement = CreateTableAs | Unload


def parse_drop(sql: str) -> DropTable:
    """Parse one DROP TABLE.

    Raises:
        UnsupportedStatementError: It drops something else.
    """
    if (dropped := _DROP.fullmatch(sql)) is None:
        raise UnsupportedStatementError("of the forms of DROP there is locally DROP TABLE [IF EXISTS] name")
    return DropTable(*_named(dropped), bool(dropped["if_exists"]))


def parse_kept(sql: str) -> KeptStatement:
    """Parse one CREATE TABLE AS or UNLOAD.

    Raises:
        SqlSyntaxError: The text is not a statement.
        UnsupportedStatementError: It is another one, or more than one.
    """
    words = [token.text.upper() for token in one_statement(sql, AthenaQuery())]
    if unloaded := _UNLOAD.fullmatch(sql):
        location = unloaded["location"][1:-1].replace("''", "'")
        return Unload(location, _properties(unloaded), _query(unloaded, unloaded.end("query")))
    if created := _CREATE.fullmatch(sql):
        said = _WITH_DATA.search(sql, created.start("query"))
        query = _query(created, said.start() if said else len(sql))
        return CreateTableAs(*_named(created), _properties(created), query, not (said and said["no"]))
    if words[0] == "UNLOAD" or (words[:2] == ["CREATE", "TABLE"] and "AS" in words and words[2] != "IF"):
        raise SqlSyntaxError(f"locally there is {_FORMS}")
    raise UnsupportedStatementError(f"this form of {words[0]} is not supported; locally there is {_FORMS}")


def _named(found: re.Match[str]) -> tuple[str | None, str]:
    *qualifiers, name = (part.strip('"`').lower() for part in re.findall(_NAME, found["table"]))
    return qualifiers[-1] if qualifiers else None, name


def _properties(found: re.Match[str]) -> dict[str, str]:
    text, end = found["properties"], 0
    properties: dict[str, str] = {}
    while text is not None:
        if (each := _PROPERTY.match(text, end)) is None:
            raise SqlSyntaxError(f"a property is written name = value, unlike {text[end:]!r}")
        properties[each["name"].lower()] = each["value"].strip("'").replace("''", "'")
        if not each["more"]:
            break
        end = each.end()
    return properties


def _query(found: re.Match[str], end: int) -> str:
    """Return the query, what stands around it blanked out: errors name the statement's lines."""
    begin = found.start("query")
    if not found.string[begin:end].strip(" \t\r\n;"):
        raise SqlSyntaxError("there is no query to keep")
    return re.sub(r"[^\n]", " ", found.string[:begin]) + found.string[begin:end]
