"""Athena's SQL into DuckDB's: sqlglot's translation, corrected where the answers differ."""

import re
from collections.abc import Callable
from importlib import resources
from types import FunctionType
from typing import Any, ClassVar, override

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.tokenizer_core import TokenType

from local_aws.athena.analysis.types import decimal_of
from local_aws.athena.errors import UnsupportedFunctionError
from local_aws.athena.syntax.datetime_patterns import (
    UnknownPatternError,
    java_to_strftime,
    mysql_shown_as_strftime,
    mysql_to_strftime,
)
from local_aws.athena.syntax.tree_edits import put

MACRO_PREFIX = "athena_"
MACROS = "\n".join(
    file.read_text(encoding="utf-8")
    for file in sorted(resources.files(__package__).joinpath("macros").iterdir(), key=lambda file: file.name)
)
"""Trino's functions where DuckDB has none, or one that answers differently.

A macro athena_NAME takes over every call of NAME; aggregates cannot be macros. DuckDB puts an argument wherever its macro
names it, and calls within calls of one that names it n times grow like n to the power of their depth. Such a macro names it
once, as the element of a list: list_transform([x], LAMBDA a : ...)[1].
"""

type _Arguments = list[exp.Expr]
type _Builder = Callable[[_Arguments], exp.Expr]


def _call(name: str) -> _Builder:
    return lambda arguments: exp.Anonymous(this=name, expressions=arguments)


def _percentile(arguments: _Arguments) -> exp.Expr:
    if len(arguments) != 2:  # noqa: PLR2004 - approx_percentile(x, percentage)
        raise UnsupportedFunctionError("approx_percentile with weights or accuracy is not supported locally")
    return _call("approx_quantile")([arguments[0], exp.cast(arguments[1], "float")])


def _date(arguments: _Arguments) -> exp.Expr:
    return exp.cast(arguments[0], "date") if len(arguments) == 1 else _call("date")(arguments)


def _cut_off(build: _Builder) -> _Builder:
    return lambda arguments: exp.cast(
        _call("date_trunc")([exp.Literal.string("millisecond"), build(arguments)]), "timestamp"
    )


def _with_pattern(name: str, function: str, rewrite: Callable[[str], str], result: str) -> _Builder:
    def build(arguments: _Arguments) -> exp.Expr:
        pattern = arguments[1] if len(arguments) > 1 else None
        if not isinstance(pattern, exp.Literal):
            raise UnsupportedFunctionError(f"{name} takes a value and, locally, a literal pattern")
        try:
            strftime = rewrite(pattern.name)
        except UnknownPatternError as error:
            raise UnsupportedFunctionError(f"{name}: {error}") from error
        text = arguments[0]
        if function == "strptime":
            text = _call("without_blanks")([text])
            if "%Y" not in strftime:
                # What is not given is of 1970 in Trino and of 1900 in DuckDB; of two digits they make other centuries.
                raise UnsupportedFunctionError(f"{name} takes, locally, a pattern with a year of four digits")
        return exp.cast(_call(function)([text, exp.Literal.string(strftime)]), result)

    return build


_REPLACED: dict[str, _Builder] = {
    "APPROX_PERCENTILE": _percentile,
    "COUNT_IF": lambda arguments: exp.Count(
        this=exp.Case(ifs=[exp.If(this=arguments[0], true=exp.Literal.number(1))])
    ),
    "DATE": _date,
    "DATE_FORMAT": _with_pattern("date_format", "strftime", mysql_shown_as_strftime, "varchar"),
    "DATE_PARSE": _cut_off(_with_pattern("date_parse", "strptime", mysql_to_strftime, "timestamp(6)")),
    "EVERY": _call("bool_and"),
    "FORMAT": _call("printf"),
    "FORMAT_DATETIME": _with_pattern("format_datetime", "strftime", java_to_strftime, "varchar"),
    # sqlglot's own name each argument twice.
    "GREATEST": lambda arguments: _call("athena_array_max")([exp.Array(expressions=arguments)]),
    "LEAST": lambda arguments: _call("athena_array_min")([exp.Array(expressions=arguments)]),
    "GEOMETRIC_MEAN": _call("geomean"),
    "PARSE_DATETIME": _with_pattern("parse_datetime", "strptime", java_to_strftime, "timestamptz"),
    **{
        name.upper(): _call(MACRO_PREFIX + name) for name in re.findall(rf"MACRO {MACRO_PREFIX}(\w+)", MACROS)
    },
}


def _decimal_literal(_parser: object, text: exp.Expr, kind: exp.DataType) -> exp.Expr:
    # DECIMAL '1.50' has the digits that are written, where CAST('1.50' AS decimal) has none behind the point.
    wanted = kind if kind.expressions else exp.DataType.build(str(decimal_of(text.name)), dialect="trino")
    return exp.Cast(this=text, to=wanted)


_WITH_SYNTAX = (
    "CAST",
    "TRY_CAST",
    "EXTRACT",
    "TRIM",
    "SUBSTRING",
    "POSITION",
    "LISTAGG",
    "JSON_VALUE",
)


def _refused(name: str, instead: str) -> Callable[[Any], exp.Expr]:
    def refuse(_parser: object) -> exp.Expr:
        raise UnsupportedFunctionError(f"{name} is not supported locally; write {instead}")

    return refuse


class AthenaQuery(Trino):
    """Trino's dialect, which Athena's queries are written in; calls keep the names that they have there."""

    class Parser(Trino.Parser):
        # Names like any other in Trino, where other dialects join by them.
        _NO_JOINS: ClassVar = {TokenType.ANTI, TokenType.ASOF, TokenType.SEMI}
        TABLE_ALIAS_TOKENS: ClassVar[set[Any]] = {*Trino.Parser.TABLE_ALIAS_TOKENS, *_NO_JOINS}  # pyright: ignore[reportUnknownMemberType] - as above
        TABLE_TERMINATORS: ClassVar[frozenset[Any]] = Trino.Parser.TABLE_TERMINATORS - _NO_JOINS  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
        JOIN_KINDS: ClassVar[set[Any]] = Trino.Parser.JOIN_KINDS - _NO_JOINS
        JOIN_METHODS: ClassVar[set[Any]] = Trino.Parser.JOIN_METHODS - _NO_JOINS
        FUNCTIONS: ClassVar[dict[str, _Builder]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Callable[[Any], exp.Expr]]] = {
            **{name: Trino.Parser.FUNCTION_PARSERS[name] for name in _WITH_SYNTAX},  # pyright: ignore[reportUnknownMemberType] - as above
            "JSON_QUERY": _refused("json_query", "json_value for each scalar in the document"),
            "JSON_EXISTS": _refused("json_exists", "json_value(...) IS NOT NULL, of a scalar"),
        }
        TYPE_LITERAL_PARSERS: ClassVar[dict[exp.DType, Callable[[Any, Any, Any], exp.Expr]]] = {
            **Trino.Parser.TYPE_LITERAL_PARSERS,  # pyright: ignore[reportUnknownMemberType] - sqlglot's own is untyped
            exp.DType.DECIMAL: _decimal_literal,
        }

        @override
        def _parse_types(
            self,
            check_func: bool = False,
            schema: bool = False,
            allow_identifiers: bool = True,
            with_collation: bool = False,
        ) -> exp.Expr | None:
            # Where a value may stand sqlglot reads a type first, and its parts again as a value: twice at each level.
            if check_func and not allow_identifiers and not self._may_be_of_literal():
                return None
            return super()._parse_types(check_func, schema, allow_identifiers, with_collation)

        @override
        def _parse_json_value(self, json_path: bool = True) -> exp.JSONValue:
            document = self._parse_bitwise()
            self._match_text_seq("FORMAT", "JSON")
            if not self._match(TokenType.COMMA):  # which sqlglot does without
                self.raise_error("Expecting ,")
            path = self._parse_bitwise()
            if self._match_text_seq("PASSING"):
                raise UnsupportedFunctionError(
                    "json_value takes, locally, no PASSING; write the path with the values"
                )
            returning = self._parse_types() if self._match(TokenType.RETURNING) else None
            conditions = self._parse_on_condition()
            return exp.JSONValue(this=document, path=path, returning=returning, on_condition=conditions)

        def _may_be_of_literal(self) -> bool:
            """Return whether what follows may be the type of a literal, which has no more than numbers in parentheses."""
            kinds = [token.token_type for token in self._tokens[self._index + 1 : self._index + 6]]
            return kinds[:1] not in ([TokenType.L_PAREN], [TokenType.L_BRACKET]) or (
                kinds[1:2] == [TokenType.NUMBER]
                and TokenType.R_PAREN
                in (*kinds[2:3], *(kinds[4:5] if kinds[2:3] == [TokenType.COMMA] else ()))
            )


_FUNCTIONS: dict[str, _Builder] = {
    **Trino.Parser.FUNCTIONS,  # pyright: ignore[reportUnknownMemberType] - sqlglot's own is untyped
    **_REPLACED,
}


def translate_calls(tree: exp.Expr) -> None:
    """Put, in place, calls that DuckDB answers alike where Trino's functions are called."""
    trino = Trino()
    for node in reversed(list(tree.walk())):
        if isinstance(node, exp.Anonymous) and (builder := _FUNCTIONS.get(node.name.upper())):
            arguments = node.expressions
            # As sqlglot's own parser does it.
            takes_dialect = isinstance(builder, FunctionType) and "dialect" in builder.__code__.co_varnames
            build: Callable[..., exp.Expr] = builder
            put(node, build(arguments, dialect=trino) if takes_dialect else build(arguments))


# DuckDB's arg_max passes over rows whose value is NULL; Trino does not.
_EXTREMES: dict[type[exp.Expr], str] = {exp.ArgMax: "arg_max_null", exp.ArgMin: "arg_min_null"}
_EXTRACTED = {
    "DOW": "ISODOW",
    "DAY_OF_WEEK": "ISODOW",
    "DAY_OF_YEAR": "DOY",
    "YEAR_OF_WEEK": "ISOYEAR",
    "YOW": "ISOYEAR",
}
_MILLISECONDS, _MICROSECONDS = 3, 6


def adapt_to_duckdb(tree: exp.Expr) -> None:
    """Rewrite, in place, what is an operator or a type rather than a function."""
    for node in reversed(list(tree.walk())):  # operands before their operators
        match node:
            case exp.ArgMax() | exp.ArgMin() if node.args.get("expression") and not node.args.get("count"):
                put(node, exp.func(_EXTREMES[type(node)], node.this, node.expression))
            case exp.AtTimeZone():
                put(node, exp.func(MACRO_PREFIX + "at_timezone", node.this, node.args["zone"]))
            case exp.Extract() if node.this.name.upper() in _EXTRACTED:
                node.set("this", exp.var(_EXTRACTED[node.this.name.upper()]))
            case exp.DataType() if node.is_type(exp.DType.TIMESTAMP):
                _set_precision(node)
            case exp.DataType() if node.is_type(exp.DType.STRUCT):
                _name_fields(node)
            case _:
                pass


def _name_fields(row: exp.DataType) -> None:
    # Athena shows these names of fields that have none as field0 and so on.
    fields = (
        exp.ColumnDef(this=exp.to_identifier(f"_{position}"), kind=each)
        if isinstance(each, exp.DataType)
        else each
        for position, each in enumerate(row.expressions)
    )
    row.set("expressions", list(fields))


def _set_precision(timestamp: exp.DataType) -> None:
    digits = int(timestamp.expressions[0].name) if timestamp.expressions else _MILLISECONDS
    if digits == 0:
        timestamp.set("this", exp.DType.TIMESTAMP_S)
        timestamp.set("expressions", [])
    else:
        kept = _MILLISECONDS if digits <= _MILLISECONDS else _MICROSECONDS
        timestamp.set("expressions", [exp.DataTypeParam(this=exp.Literal.number(kept))])
