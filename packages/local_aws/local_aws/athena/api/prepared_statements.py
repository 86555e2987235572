"""PREPARE, EXECUTE and DEALLOCATE PREPARE (Athena User Guide, "Using parameterized queries")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from sqlglot.tokenizer_core import TokenType

from local_aws.athena.errors import QueryFailedError, SqlSyntaxError
from local_aws.athena.statement_kind import after_comments, first_word
from local_aws.athena.syntax.dialect import AthenaQuery
from local_aws.athena.syntax.statement import tokens_of, without_mark

if TYPE_CHECKING:
    from types_boto3_athena import AthenaClient

_PREPARE: Final = re.compile(r"PREPARE\s+(?P<name>\w+)\s+FROM\s+(?P<sql>.+)", re.IGNORECASE | re.DOTALL)
_EXECUTE: Final = re.compile(
    r"EXECUTE\s+(?P<name>\w+)(?:\s+USING\s+(?P<values>.+))?", re.IGNORECASE | re.DOTALL
)
_DEALLOCATE: Final = re.compile(r"DEALLOCATE\s+PREPARE\s+(?P<name>\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PreparedStatements:
    """The prepared statements of a workgroup."""

    athena: AthenaClient
    workgroup: str

    def executed(self, sql: str) -> tuple[str, tuple[str, ...]]:
        """Return the statement that an EXECUTE runs, and the texts of the values behind its USING.

        Raises:
            SqlSyntaxError: The text is no EXECUTE.
            QueryFailedError: The workgroup has no prepared statement of that name.
        """
        found = _matched(_EXECUTE, sql, "EXECUTE name [USING value, ...]")
        try:
            answer = self.athena.get_prepared_statement(StatementName=found["name"], WorkGroup=self.workgroup)
        except ClientError as error:
            raise self._missing(found["name"]) from error
        statement = answer["PreparedStatement"].get("QueryStatement", "")
        return statement, tuple(_separated(found["values"] or ""))

    def run(self, sql: str) -> None:
        """Keep or forget a statement.

        Raises:
            SqlSyntaxError: The text is neither PREPARE nor DEALLOCATE PREPARE.
            QueryFailedError: There is one of that name already, or none to forget.
        """
        if first_word(sql) == "PREPARE":
            found = _matched(_PREPARE, sql, "PREPARE name FROM statement")
            try:
                self.athena.create_prepared_statement(
                    StatementName=found["name"], WorkGroup=self.workgroup, QueryStatement=found["sql"]
                )
            except ClientError as error:
                raise QueryFailedError(str(error)) from error
        else:
            found = _matched(_DEALLOCATE, sql, "DEALLOCATE PREPARE name")
            try:
                self.athena.delete_prepared_statement(StatementName=found["name"], WorkGroup=self.workgroup)
            except ClientError as error:
                raise self._missing(found["name"]) from error

    def _missing(self, name: str) -> QueryFailedError:
        return QueryFailedError(f"PreparedStatement {name} was not found in workGroup {self.workgroup}")


def _matched(form: re.Pattern[str], sql: str, shown: str) -> re.Match[str]:
    found = form.fullmatch(without_mark(sql[after_comments(sql) :]))
    if found is None:
        raise SqlSyntaxError(f"write {shown}")
    return found


def _separated(values: str) -> list[str]:
    """Return the texts between the commas that stand in no parentheses."""
    parts: list[str] = []
    depth = begin = 0
    for token in tokens_of(values, AthenaQuery()):
        depth += token.token_type is TokenType.L_PAREN
        depth -= token.token_type is TokenType.R_PAREN
        if token.token_type is TokenType.COMMA and not depth:
            parts.append(values[begin : token.start].strip())
            begin = token.end + 1
    return [*parts, values[begin:].strip()] if values else []
