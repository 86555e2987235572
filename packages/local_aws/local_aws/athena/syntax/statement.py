"""The text of one statement, checked and parsed."""

from typing import Final

from sqlglot import exp
from sqlglot.dialects.athena import Athena
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from local_aws.athena.errors import SqlSyntaxError, UnsupportedStatementError
from local_aws.athena.syntax.dialect import AthenaQuery

_QUERY_STARTS = {"SELECT", "WITH", "VALUES", "TABLE", "("}
_CHANGES = {"ALTER", "DELETE", "INSERT", "MERGE", "UPDATE"}
_OTHER_STATEMENTS = {
    *("ANALYZE", "CALL", "CREATE", "DEALLOCATE", "DESC", "DESCRIBE", "DROP", "EXECUTE", "EXPLAIN", "GRANT"),
    *("MSCK", "OPTIMIZE", "PREPARE", "REVOKE", "SET", "SHOW", "TRUNCATE", "UNLOAD", "USE", "VACUUM"),
}

LARGEST: Final = 262_144
"""Bytes of a statement (Athena User Guide, "Service Quotas")."""

UNCHECKED: Final = "-- unchecked"
"""The comment at the end of a query that is to run even if Athena might answer otherwise."""

type Change = exp.Alter | exp.Delete | exp.Insert | exp.Merge | exp.Update


def is_unchecked(sql: str) -> bool:
    return sql.rstrip().lower().endswith(f"\n{UNCHECKED}")


def without_mark(sql: str) -> str:
    """Return a statement without the comment that makes it unchecked, nor the blanks and the semicolon at its end."""
    text = sql.rstrip()[: -len(UNCHECKED)] if is_unchecked(sql) else sql
    return text.strip().rstrip(";").rstrip()


def parse_query(sql: str) -> exp.Query | exp.Values:
    """Parse one SELECT, WITH or VALUES of Athena's dialect.

    Raises:
        SqlSyntaxError: The text is not a statement; the message has line and column.
        UnsupportedStatementError: It is something else than a query, or more than one.
    """
    tokens = one_statement(sql, AthenaQuery())
    first = tokens[0].text.upper()
    if first in _CHANGES:
        raise UnsupportedStatementError(f"this {first} statement changes a table, which a query does not")
    if first in _OTHER_STATEMENTS:
        raise UnsupportedStatementError(
            f"this {first} statement is not supported locally; ask with SELECT, WITH, VALUES, SHOW TABLES, SHOW VIEWS, "
            "SHOW COLUMNS IN table or DESCRIBE table"
        )
    if first not in _QUERY_STARTS:
        raise syntax_error(tokens[0].line, tokens[0].col, tokens[0].text, "a statement cannot start so")
    if not is_unchecked(sql):
        _refuse_other_dialects(tokens)
    tree = _parse(AthenaQuery().parser(), tokens, sql)
    if not isinstance(tree, exp.Query | exp.Values):
        raise UnsupportedStatementError("only queries are supported locally")
    if tree.find(exp.FunctionSpecification):
        raise UnsupportedStatementError("WITH FUNCTION is not supported locally")
    return tree


def parse_change(sql: str) -> Change:
    """Parse one statement that changes a table.

    Raises:
        SqlSyntaxError: The text is not a statement; the message has line and column.
        UnsupportedStatementError: It is something else than a change of a table, or more than one.
    """
    # Athena speaks Hive in its DDL and Trino elsewhere; a token of its own in front says which it is.
    tokens = one_statement(sql, Athena())
    is_ddl = tokens[0].token_type is TokenType.HIVE_TOKEN_STREAM
    first = tokens[1 if is_ddl else 0].text.upper()
    if first not in _CHANGES:
        raise UnsupportedStatementError(
            f"a statement that starts with {first} is not executed locally; MERGE INTO, DELETE FROM, UPDATE, "
            "INSERT INTO and ALTER TABLE are"
        )
    dialect = Athena() if is_ddl else AthenaQuery()
    if not is_ddl:
        _refuse_other_dialects(tokens)
    tree = _parse(dialect.parser(), dialect.tokenize(sql), sql)
    match tree:
        case exp.Alter() | exp.Merge() | exp.Delete(this=exp.Table()):
            return tree
        case exp.Update() if tree.expressions:
            return tree
        case exp.Insert(expression=exp.Query() | exp.Values()) if not tree.args.get("overwrite"):
            return tree
        case _:
            raise UnsupportedStatementError(f"this form of {first} is not supported")


def one_statement(sql: str, dialect: Dialect) -> list[Token]:
    """Return the tokens of a statement, without the semicolon at its end.

    Raises:
        SqlSyntaxError: There is none, or a quote is not closed.
        UnsupportedStatementError: There are several.
    """
    tokens = tokens_of(sql, dialect)
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        raise SqlSyntaxError("there is no statement")
    if any(token.token_type is TokenType.SEMICOLON for token in tokens):
        raise UnsupportedStatementError("one statement at a time, please: there is a ';' in the middle")
    return tokens


_ABSENT: Final = {
    TokenType.DCOLON: "there is no ::; write CAST(... AS ...)",
    TokenType.ILIKE: "there is no ILIKE; write lower(...) LIKE",
}


def _refuse_other_dialects(tokens: list[Token]) -> None:
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if reason := _ABSENT.get(token.token_type):
            raise syntax_error(token.line, token.col, token.text, reason)
        if _is_broken_number(token, following):
            raise syntax_error(
                token.line, token.col, token.text, "write the number with decimal digits alone"
            )
        if token.token_type is TokenType.COMMA and (
            following is None or following.token_type in (TokenType.FROM, TokenType.R_PAREN, TokenType.WHERE)
        ):
            raise syntax_error(token.line, token.col, token.text, "nothing follows the comma")
        if (
            token.token_type is TokenType.OFFSET
            and position > 1
            and tokens[position - 2].token_type is TokenType.LIMIT
        ):
            raise syntax_error(token.line, token.col, token.text, "OFFSET stands before LIMIT")


def _is_broken_number(token: Token, following: Token | None) -> bool:
    """Return whether a number goes on as what sqlglot takes for an alias or bytes: 1_000, 0b11, 0x1F."""
    if token.token_type is TokenType.HEX_STRING:
        return token.end - token.start == len(token.text) + 1
    return (
        token.token_type is TokenType.NUMBER
        and following is not None
        and following.token_type is TokenType.VAR
        and following.start == token.end + 1
    )


def _parse(parser: Parser, tokens: list[Token], sql: str) -> exp.Expr | None:
    try:
        (tree,) = parser.parse(tokens, sql)
    except ParseError as error:
        raise _first_of(error) from error
    except RecursionError as error:
        raise SqlSyntaxError("the statement is nested too deeply") from error
    return tree


def tokens_of(sql: str, dialect: Dialect) -> list[Token]:
    """Return the tokens of a text.

    Raises:
        SqlSyntaxError: It is too long, or something in it is not closed.
    """
    if (size := len(sql.encode())) > LARGEST:
        raise SqlSyntaxError(f"the statement has {size:,} bytes; Athena takes at most {LARGEST:,}")
    try:
        return dialect.tokenize(sql)
    except TokenError as error:
        raise SqlSyntaxError("a quote or a comment is not closed") from error


def _first_of(error: ParseError) -> SqlSyntaxError:
    first = error.errors[0]
    description = first["description"]
    # sqlglot names its own classes where something is missing.
    if not description.startswith("Expect") or "<" in description:
        description = "this is unexpected, or something is missing"
    return syntax_error(first["line"], first["col"], first["highlight"], description)


def syntax_error(line: int, last_column: int, text: str, description: str) -> SqlSyntaxError:
    """Return the error of a token that ends in a column."""
    column = last_column - len(text) + 1
    return SqlSyntaxError(f"line {line}, column {column}, at {text!r}: {description}")
