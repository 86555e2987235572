"""The values of a statement's `?`, as Athena's StartQueryExecution takes them."""

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from local_aws.athena.errors import ExecutionParameterError
from local_aws.athena.syntax.dialect import AthenaQuery

_SINGLE_TOKENS = {TokenType.NUMBER, TokenType.STRING, TokenType.NULL, TokenType.TRUE, TokenType.FALSE}
_NOT_CONSTANT = (exp.Alias, exp.Column, exp.Placeholder, exp.Query, exp.Star)


def with_parameters(sql: str, parameters: Sequence[str]) -> str:
    """Return the statement with its parameters in place of its `?`, in their order.

    Args:
        sql: The statement.
        parameters: The text of a literal or of an expression over literals each, such as `'abc'`, `5` or
            `DATE '2026-01-01'` (Athena API Reference, "StartQueryExecution", ExecutionParameters).

    Raises:
        ExecutionParameterError: There are more or fewer parameters than `?`, or one is something else.
    """
    places = [token for token in _tokens(sql) if token.token_type is TokenType.PLACEHOLDER]
    if len(places) != len(parameters):
        raise ExecutionParameterError(
            f"the statement has {len(places)} ? for its parameters, and {len(parameters)} were given"
        )
    values = [_value(number, text) for number, text in enumerate(parameters, start=1)]
    for place, value in reversed(list(zip(places, values, strict=True))):
        sql = sql[: place.start] + value + sql[place.end + 1 :]
    return sql


def _value(number: int, text: str) -> str:
    tokens = _tokens(text)
    if len(tokens) == 1 and tokens[0].token_type in _SINGLE_TOKENS:
        return text[tokens[0].start : tokens[0].end + 1]
    # In parentheses, so that an operator beside the ? does not reach into it.
    value = f"({text})"
    select = f"SELECT {value}"
    try:
        parsed = AthenaQuery().parser().parse(AthenaQuery().tokenize(select), select)
    except SqlglotError:
        parsed = []
    match parsed:
        case [exp.Select(expressions=[exp.Paren() as constant])] if not constant.find(*_NOT_CONSTANT):
            return value
        case _:
            raise ExecutionParameterError(
                f"parameter {number}, {text!r}, is not a literal; a string has single quotes of its own: 'abc'"
            )


def _tokens(text: str) -> list[Token]:
    try:
        return AthenaQuery().tokenize(text)
    except SqlglotError:
        # What cannot be read is reported, with its place, when the statement is parsed.
        return []
