"""The text of one query, checked and parsed."""

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from tasklake_devkit.athena.dialect import AthenaQuery
from tasklake_devkit.athena.errors import SqlSyntaxError, UnsupportedStatementError

_QUERY_STARTS = {"SELECT", "WITH", "VALUES", "TABLE", "("}
_OTHER_STATEMENTS = {
    *("ALTER", "ANALYZE", "CALL", "CREATE", "DEALLOCATE", "DELETE", "DESC", "DESCRIBE", "DROP", "EXECUTE"),
    *("EXPLAIN", "GRANT", "INSERT", "MERGE", "MSCK", "OPTIMIZE", "PREPARE", "REVOKE", "SET", "SHOW"),
    *("TRUNCATE", "UNLOAD", "UPDATE", "USE", "VACUUM"),
}


def parse_query(sql: str) -> exp.Query | exp.Values:
    """Parse one SELECT, WITH or VALUES of Athena's dialect.

    Raises:
        SqlSyntaxError: The text is not a statement; the message has line and column.
        UnsupportedStatementError: It is something else than a query, or more than one.
    """
    tokens = _tokens(sql)
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        raise SqlSyntaxError("there is no statement")
    first = tokens[0].text.upper()
    if first in _OTHER_STATEMENTS:
        raise UnsupportedStatementError(
            f"this {first} statement is not supported locally; ask with SELECT, WITH, VALUES, SHOW TABLES, SHOW VIEWS, "
            "SHOW COLUMNS IN table or DESCRIBE table"
        )
    if first not in _QUERY_STARTS:
        raise _syntax_error(tokens[0].line, tokens[0].col, tokens[0].text, "a statement cannot start so")
    if any(token.token_type is TokenType.SEMICOLON for token in tokens):
        raise UnsupportedStatementError("one statement at a time, please: there is a ';' in the middle")
    try:
        (tree,) = AthenaQuery().parser().parse(tokens, sql)
    except ParseError as error:
        raise _first_of(error) from error
    if not isinstance(tree, exp.Query | exp.Values):
        raise UnsupportedStatementError("only queries are supported locally")
    if tree.find(exp.FunctionSpecification):
        raise UnsupportedStatementError("WITH FUNCTION is not supported locally")
    return tree


def _tokens(sql: str) -> list[Token]:
    try:
        return AthenaQuery().tokenize(sql)
    except TokenError as error:
        raise SqlSyntaxError("a quote or a comment is not closed") from error


def _first_of(error: ParseError) -> SqlSyntaxError:
    first = error.errors[0]
    description = first["description"]
    # sqlglot names its own classes where something is missing.
    if not description.startswith("Expect") or "<" in description:
        description = "this is unexpected, or something is missing"
    return _syntax_error(first["line"], first["col"], first["highlight"], description)


def _syntax_error(line: int, last_column: int, text: str, description: str) -> SqlSyntaxError:
    column = last_column - len(text) + 1
    return SqlSyntaxError(f"line {line}, column {column}, at {text!r}: {description}")
