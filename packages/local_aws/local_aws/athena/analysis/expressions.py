"""The type of each expression, found as Athena finds it before a statement runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.casts import check_cast
from local_aws.athena.analysis.operators import arithmetic, compared, unified
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.signatures import Argument, Call, LambdaType, resolve
from local_aws.athena.analysis.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DAY_TO_SECOND,
    DOUBLE,
    INTEGER,
    INTEGERS,
    INTERVALS,
    NUMBERS,
    UNKNOWN,
    VARCHAR,
    YEAR_TO_MONTH,
    ZONED,
    SqlType,
    array,
    decimal,
    type_of_cast,
    varchar,
)
from local_aws.athena.errors import (
    FunctionNotFoundError,
    SqlError,
    SqlSyntaxError,
    TypeMismatchError,
    UnsupportedFunctionError,
    UnsupportedStatementError,
)

TYPE: Final = "trino_type"
"""Under this key a node's `meta` has the type of the expression."""

_LONGEST_VARIABLE: Final = 2
_LARGEST: Final = {"integer": 2**31, "bigint": 2**63}
_EXTRACTED: Final = {
    "year", "quarter", "month", "week", "day", "day_of_month", "day_of_week", "dow", "day_of_year", "doy",
    "year_of_week", "yow", "hour", "minute", "second",
}  # fmt: skip
_ZONE_READERS: Final = {"date_format", "hour", "minute", "day", "month", "year", "day_of_week", "date"}
_YEAR_UNITS: Final = {"YEAR", "MONTH"}
_DAY_UNITS: Final = {"WEEK", "DAY", "HOUR", "MINUTE", "SECOND"}
_SPECIAL: Final = {"if", "coalesce", "nullif", "try", "row", "typeof", "grouping", "map", "format"}
_SHOWN_OTHERWISE: Final = ("double", "real", "timestamp", ZONED)
_WITHOUT_FRAME: Final = (
    "row_number",
    "rank",
    "dense_rank",
    "ntile",
    "percent_rank",
    "cume_dist",
    "lag",
    "lead",
)
_OF_UNITS: Final = ("date_add", "date_diff", "date_trunc")
_DATE_UNITS: Final = ("day", "week", "month", "quarter", "year")

type QueryType = Callable[[exp.Expr, Scope], list[tuple[str, SqlType]]]


class Expressions:
    """Finds and keeps the types of expressions; what it does not know, it refuses."""

    def __init__(self, columns_of: QueryType, *, is_strict: bool) -> None:
        self._columns_of = columns_of
        self._is_strict = is_strict

    def type_of(self, node: exp.Expr, scope: Scope) -> SqlType:
        """Return an expression's type, and keep it in the tree.

        Raises:
            SqlError: Athena refuses the expression, or the local engine has no equal of it.
        """
        try:
            kind = self._typed(node, scope)
        except SqlError:
            if self._is_strict:
                raise
            kind = UNKNOWN
        node.meta[TYPE] = kind
        return kind

    def check_boolean(self, node: exp.Expr, scope: Scope, clause: str) -> None:
        kind = self.type_of(node, scope)
        if kind not in (BOOLEAN, UNKNOWN):
            raise TypeMismatchError(f"{clause} must evaluate to a boolean: actual type {kind}")

    def _typed(self, node: exp.Expr, scope: Scope) -> SqlType:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one for each kind
        match node:
            case exp.Literal():
                return _literal(node)
            case exp.Boolean():
                return BOOLEAN
            case exp.Null():
                return UNKNOWN
            case exp.Column():
                return self._column(node, scope)
            case exp.Paren() | exp.Alias():
                return self.type_of(node.this, scope)
            case exp.Subquery():
                return self._scalar(node, scope)
            case exp.HexString():
                return SqlType("varbinary")
            case exp.Neg(this=exp.Literal(is_string=False)) if node.this.name == str(2**63):
                return BIGINT
            case exp.Neg():
                kind = self.type_of(node.this, scope)
                if kind.name not in (*NUMBERS, *INTERVALS):
                    raise TypeMismatchError(f"Cannot negate {kind}")
                return kind
            case exp.And() | exp.Or():
                for side in (node.left, node.right):
                    self.check_boolean(side, scope, "Logical expression term")
                return BOOLEAN
            case exp.Not():
                self.check_boolean(node.this, scope, "Value of logical NOT expression")
                return BOOLEAN
            case (
                exp.EQ()
                | exp.NEQ()
                | exp.LT()
                | exp.LTE()
                | exp.GT()
                | exp.GTE()
                | exp.NullSafeEQ()
                | exp.NullSafeNEQ()
            ):
                return self._comparison(node, scope)
            case exp.Is():
                self.type_of(node.this, scope)
                if not isinstance(node.expression, exp.Null):
                    raise SqlSyntaxError(f"{node.sql('trino')}: IS takes NULL, NOT NULL and DISTINCT FROM")
                return BOOLEAN
            case exp.Between():
                kind = self.type_of(node.this, scope)
                for bound in (node.args["low"], node.args["high"]):
                    compared(kind, self.type_of(bound, scope), "BETWEEN")
                return BOOLEAN
            case exp.In():
                return self._in(node, scope)
            case exp.Like():
                return self._like(node, scope)
            case exp.Escape(this=exp.Like()):
                if self.type_of(node.expression, scope).name != "varchar":
                    raise TypeMismatchError("the escape of LIKE is a text of one character")
                return self.type_of(node.this, scope)
            case exp.Identifier():
                return scope.column(node.name.lower())
            case exp.GroupConcat():
                return self._listagg(node, scope)
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Mod():
                left, right = self.type_of(node.left, scope), self.type_of(node.right, scope)
                return arithmetic(node, left, right)
            case exp.DPipe():
                arguments = (self.type_of(node.left, scope), self.type_of(node.right, scope))
                if UNKNOWN in arguments:
                    raise UnsupportedFunctionError("NULL beside || needs a CAST, locally")
                return resolve("concat", arguments).returns
            case exp.Interval():
                return _interval(node)
            case exp.Cast():
                return self._cast(node, scope)
            case exp.AtTimeZone():
                return self._at_time_zone(node, self.type_of(node.this, scope))
            case exp.Case() | exp.If():
                return self._case(node, scope)
            case exp.Array():
                kinds = [self.type_of(each, scope) for each in node.expressions]
                return array(unified(kinds, "All ARRAY elements"))
            case exp.Bracket():
                return self._subscript(node, scope)
            case exp.Dot():
                return self._field(node, scope)
            case exp.Tuple():
                kinds = tuple(self.type_of(each, scope) for each in node.expressions)
                return SqlType("row", kinds, ("",) * len(kinds))
            case exp.Exists():
                self._columns_of(node.this, scope)
                return BOOLEAN
            case exp.Extract():
                return self._extract(node, scope)
            case exp.Trim():
                return self._trim(node, scope)
            case exp.Substring():
                parts = [node.this, *filter(None, (node.args.get("start"), node.args.get("length")))]
                return resolve("substring", [self.type_of(part, scope) for part in parts]).returns
            case exp.StrPosition():
                kinds = [self.type_of(part, scope) for part in (node.this, node.args["substr"])]
                return resolve("strpos", kinds).returns
            case exp.CurrentTimestamp():
                return SqlType(ZONED, (3,))
            case exp.Localtimestamp():
                return SqlType("timestamp", (3,))
            case exp.CurrentDate():
                return DATE
            case exp.Window():
                return self._window(node, scope)
            case exp.Filter():
                self.check_boolean(node.expression.this, scope, "FILTER clause")
                return self.type_of(node.this, scope)
            case exp.IgnoreNulls() | exp.RespectNulls():
                return self.type_of(node.this, scope)
            case exp.Anonymous():
                return self._call(node, scope)
            case _:
                raise _unsupported(node)

    def _column(self, node: exp.Column, scope: Scope) -> SqlType:
        if isinstance(node.this, exp.Star):
            raise SqlSyntaxError("a * stands here where a value should")
        if node.args.get("db"):
            raise _unsupported(node)
        return scope.column(node.name.lower(), node.table.lower())

    def _scalar(self, node: exp.Subquery, scope: Scope) -> SqlType:
        columns = self._columns_of(node.this, scope)
        if len(columns) != 1:
            return SqlType("row", tuple(kind for _, kind in columns), tuple(name for name, _ in columns))
        return columns[0][1]

    def _comparison(self, node: exp.Expr, scope: Scope) -> SqlType:
        if isinstance(node.expression, exp.Any | exp.All):
            query = node.expression.this
            ((_, kind),) = self._columns_of(query.this if isinstance(query, exp.Subquery) else query, scope)
            compared(self.type_of(node.this, scope), kind, _operator(node))
            return BOOLEAN
        left, right = self.type_of(node.this, scope), self.type_of(node.expression, scope)
        compared(left, right, _operator(node))
        return BOOLEAN

    def _in(self, node: exp.In, scope: Scope) -> SqlType:
        kind = self.type_of(node.this, scope)
        if node.args.get("unnest") or node.args.get("field"):
            raise _unsupported(node)
        if query := node.args.get("query"):
            columns = self._columns_of(query.this if isinstance(query, exp.Subquery) else query, scope)
            if kind.name != "row" and len(columns) != 1:
                raise SqlSyntaxError(f"the subquery of IN has {len(columns)} columns, not one")
            kinds = [column for _, column in columns] if kind.name != "row" else []
        else:
            kinds = [self.type_of(each, scope) for each in node.expressions]
        for each in kinds:
            compared(kind, each, "IN")
        return BOOLEAN

    def _like(self, node: exp.Expr, scope: Scope) -> SqlType:
        pattern = node.expression
        parts = [node.this, pattern.this if isinstance(pattern, exp.Escape) else pattern]
        for part in parts:
            kind = self.type_of(part, scope)
            if kind.name not in ("varchar", "unknown"):
                raise TypeMismatchError(
                    f"Left and right side of LIKE expression must evaluate to a varchar (actual: {kind})"
                )
        return BOOLEAN

    def _cast(self, node: exp.Cast, scope: Scope) -> SqlType:
        if node.args.get("format") or node.args.get("default"):
            raise _unsupported(node)
        given = self.type_of(node.this, scope)
        wanted = type_of_cast(node.to)
        is_literal = isinstance(node.this, exp.Literal) and node.this.is_string
        if is_literal and wanted.name == "decimal" and not node.to.expressions:
            whole, _, fraction = node.this.name.strip().lstrip("+-").partition(".")
            wanted = decimal(len(whole.lstrip("0")) + len(fraction) or 1, len(fraction))
        check_cast(node, given, wanted)
        return wanted

    def _at_time_zone(self, node: exp.Expr, kind: SqlType) -> SqlType:
        if kind.name not in ("timestamp", ZONED):
            raise TypeMismatchError(
                f"Type of value must be a time or timestamp with or without time zone (actual {kind})"
            )
        reader = node.parent
        while isinstance(reader, exp.Paren):
            reader = reader.parent
        is_read = isinstance(reader, exp.Cast | exp.Extract) or (
            isinstance(reader, exp.Anonymous) and reader.name.lower() in _ZONE_READERS
        )
        if isinstance(reader, exp.Cast) and not reader.is_type("date", "timestamp"):
            is_read = False
        if not is_read:
            raise UnsupportedFunctionError(
                "a time AT TIME ZONE has no equal locally but inside CAST(... AS timestamp), CAST(... AS date), "
                f"extract and {', '.join(sorted(_ZONE_READERS))}"
            )
        return SqlType(ZONED, kind.numbers)

    def _case(self, node: exp.Expr, scope: Scope) -> SqlType:
        branches = node.args.get("ifs") or [node]
        operand = self.type_of(node.this, scope) if isinstance(node, exp.Case) and node.this else None
        results: list[SqlType] = []
        for branch in branches:
            if operand is None:
                self.check_boolean(branch.this, scope, "CASE WHEN clause")
            else:
                compared(operand, self.type_of(branch.this, scope), "=")
            results.append(self.type_of(branch.args["true"], scope))
        if default := (node.args.get("default") or node.args.get("false")):
            results.append(self.type_of(default, scope))
        return unified(results, "All CASE results" if isinstance(node, exp.Case) else "Result types for IF")

    def _subscript(self, node: exp.Bracket, scope: Scope) -> SqlType:
        of = self.type_of(node.this, scope)
        if len(node.expressions) != 1 or isinstance(node.expressions[0], exp.Slice):
            raise _unsupported(node)
        index = self.type_of(node.expressions[0], scope)
        if of.name == "array" and index.name in INTEGERS:
            return of.elements[0]
        if of.name == "map":
            compared(of.elements[0], index, "[]")
            return of.elements[1]
        raise TypeMismatchError(f"Cannot use {index} for subscript of {of}")

    def _field(self, node: exp.Dot, scope: Scope) -> SqlType:
        row, name = self.type_of(node.this, scope), node.expression.name.lower()
        if row.name == "row" and name in row.fields:
            return row.elements[row.fields.index(name)]
        raise TypeMismatchError(f"Expression {node.this.sql('trino')} is not of type ROW with a field {name}")

    def _extract(self, node: exp.Extract, scope: Scope) -> SqlType:
        unit = node.this.name.lower()
        if unit not in _EXTRACTED:
            raise _unsupported(node)
        return resolve(unit, [self.type_of(node.expression, scope)]).returns

    def _trim(self, node: exp.Trim, scope: Scope) -> SqlType:
        name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.text("position").upper(), "trim")
        parts = [node.this, *filter(None, [node.args.get("expression")])]
        return resolve(name, [self.type_of(part, scope) for part in parts]).returns

    def _window(self, node: exp.Window, scope: Scope) -> SqlType:
        name = node.args.get("alias")
        if name and name.name.lower() not in scope.windows:
            raise SqlSyntaxError(f"Cannot resolve WINDOW name {name.name}")
        self.check_window(node, scope)
        if node.args.get("spec") and node.this.name.lower() in _WITHOUT_FRAME:
            raise SqlSyntaxError(f"Cannot specify window frame for {node.this.name} function")
        return self.type_of(node.this, scope)

    def check_window(self, node: exp.Expr, scope: Scope) -> None:
        for each in node.args.get("partition_by") or ():
            self.type_of(each, scope)
        if order := node.args.get("order"):
            for each in order.expressions:
                self.type_of(each.this, scope)
        if spec := node.args.get("spec"):
            if spec.args.get("exclude") or (spec.args.get("kind") or "").upper() not in ("ROWS", "RANGE"):
                raise _unsupported(node)
            for side in ("start", "end"):
                if isinstance(bound := spec.args.get(side), exp.Expr):
                    kind = self.type_of(bound, scope)
                    if spec.args["kind"].upper() == "RANGE" and kind.name not in INTEGERS:
                        raise _unsupported(node)

    def _listagg(self, call: exp.GroupConcat, scope: Scope) -> SqlType:
        order = call.this
        if (
            call.args.get("on_overflow")
            or not isinstance(order, exp.Order)
            or isinstance(order.this, exp.Distinct)
        ):
            raise _unsupported(call)
        for each in order.expressions:
            self.type_of(each.this, scope)
        for part in filter(None, (order.this, call.args.get("separator"))):
            if self.type_of(part, scope).name != "varchar":
                raise TypeMismatchError(f"listagg takes texts: {call.sql('trino')}")
        return VARCHAR

    def _call(self, node: exp.Anonymous, scope: Scope) -> SqlType:
        name = node.name.lower()
        if name in _SPECIAL:
            return self._special(name, node, scope)
        if name == "at_timezone" and len(node.expressions) == 2:  # noqa: PLR2004 - value and zone
            self.type_of(node.expressions[1], scope)
            return self._at_time_zone(node, self.type_of(node.expressions[0], scope))
        arguments = self._arguments(node, scope)
        if name == "count" and len(arguments) == 1 and isinstance(arguments[0], exp.Star):
            return BIGINT
        if name in _OF_UNITS:
            _check_unit(name, arguments)
        call = resolve(name, [self._argument(each, scope) for each in arguments])
        is_over = isinstance(node.parent, exp.Window | exp.IgnoreNulls | exp.RespectNulls | exp.Filter)
        if call.signature.kind == "window" and not is_over:
            raise FunctionNotFoundError(f"Window function {name} requires an OVER clause")
        _check_arguments(name, call, arguments)
        node.meta["is_passed_through"] = len(call.signature.returns) <= _LONGEST_VARIABLE
        if name == "reduce":
            node.meta["state"] = call.arguments[1]
        return call.returns

    def _arguments(self, node: exp.Anonymous, scope: Scope) -> list[exp.Expr]:
        """Return what an aggregate is called with, without DISTINCT and ORDER BY."""
        arguments: list[exp.Expr] = []
        for each in node.expressions:
            argument = each
            while isinstance(argument, exp.Order):
                for key in argument.expressions:
                    self.type_of(key.this, scope)
                argument = argument.this
            arguments.extend(argument.expressions if isinstance(argument, exp.Distinct) else [argument])
        return arguments

    def _argument(self, node: exp.Expr, scope: Scope) -> Argument:
        if not isinstance(node, exp.Lambda):
            return self.type_of(node, scope)
        names = [each.name.lower() for each in node.expressions]

        def result(kinds: Sequence[SqlType]) -> SqlType:
            return self.type_of(node.this, Scope(parent=scope, names=dict(zip(names, kinds, strict=True))))

        return LambdaType(len(names), result)

    def _special(self, name: str, node: exp.Anonymous, scope: Scope) -> SqlType:  # noqa: PLR0911 - one for each form
        kinds = [self.type_of(each, scope) for each in node.expressions]
        match name, kinds:
            case "coalesce", [_, _, *_]:
                return unified(kinds, "All COALESCE operands")
            case "nullif", [first, second]:
                compared(first, second, "NULLIF")
                return first
            case "try", [kind]:
                return kind
            case "row", [_, *_]:
                return SqlType("row", tuple(kinds), ("",) * len(kinds))
            case "map", []:
                return SqlType("map", (UNKNOWN, UNKNOWN))
            case "map", [SqlType(name="array") as keys, SqlType(name="array") as values]:
                return SqlType("map", (keys.elements[0], values.elements[0]))
            case "grouping", [_, *_]:
                return INTEGER
            case "typeof", [kind]:
                node.meta["typeof"] = str(kind)
                return varchar(len(str(kind)))
            case "format", [SqlType(name="varchar"), *values] if all(
                value.name in ("varchar", *INTEGERS) for value in values
            ):
                return VARCHAR
            case _:
                raise UnsupportedFunctionError(
                    f"{name}({', '.join(map(str, kinds))}) is not known to answer alike in DuckDB, the local engine"
                )


def _check_arguments(name: str, call: Call, arguments: Sequence[exp.Expr]) -> None:
    """Refuse what a form answers otherwise for some values of its arguments."""
    if name in _OF_UNITS and call.arguments[-1] == DATE and arguments[0].name.lower() not in _DATE_UNITS:
        raise TypeMismatchError(f"{name}: '{arguments[0].name}' is not a valid DATE field")
    if name == "nth_value" and not (isinstance(arguments[1], exp.Literal) and int(arguments[1].name) > 0):
        raise UnsupportedFunctionError("nth_value takes, locally, a literal number from 1")
    if name == "regexp_extract" and len(arguments) == 3:  # noqa: PLR2004 - text, pattern and group
        _check_group(arguments[1], arguments[2])
    if name == "array_join" and call.arguments[0].elements[0].name in _SHOWN_OTHERWISE:
        raise UnsupportedFunctionError(
            f"array_join of {call.arguments[0]}: cast the elements to varchar first"
        )


def _check_group(pattern: exp.Expr, group: exp.Expr) -> None:
    if not (isinstance(pattern, exp.Literal) and isinstance(group, exp.Literal)):
        raise UnsupportedFunctionError("regexp_extract takes, locally, a literal pattern and group")
    try:
        groups = re.compile(pattern.name).groups
    except re.error as error:
        raise UnsupportedFunctionError(
            f"regexp_extract: {pattern.name!r} is no pattern locally: {error}"
        ) from error
    if int(group.name) > groups:
        raise TypeMismatchError(f"Pattern has {groups} groups. Cannot access group {group.name}")


def _check_unit(name: str, arguments: Sequence[exp.Expr]) -> None:
    unit = arguments[0] if arguments else None
    if not isinstance(unit, exp.Literal):
        raise UnsupportedFunctionError(f"{name} takes, locally, a literal unit such as 'day'")
    if unit.name.lower() not in (*_DATE_UNITS, "hour", "minute", "second", "millisecond"):
        raise TypeMismatchError(f"{name}: '{unit.name}' is not a valid unit")


def _literal(node: exp.Literal) -> SqlType:
    text = node.name
    if node.is_string:
        return varchar(len(text))
    if "e" in text.lower():
        return DOUBLE
    if "." in text:
        whole, _, fraction = text.partition(".")
        return decimal(len(whole.lstrip("0")) + len(fraction) or 1, len(fraction))
    for name, limit in _LARGEST.items():
        if int(text) < limit:
            return SqlType(name)
    raise SqlSyntaxError(f"Invalid numeric literal: {text}")


def _interval(node: exp.Interval) -> SqlType:
    unit = node.unit
    name = unit.name.upper() if isinstance(unit, exp.Var) else ""
    if not (isinstance(node.this, exp.Literal) and node.this.is_string):
        raise SqlSyntaxError(f"{node.sql('trino')}: the value of an INTERVAL stands in single quotes")
    if name in _YEAR_UNITS:
        return YEAR_TO_MONTH
    if name in _DAY_UNITS:
        return DAY_TO_SECOND
    raise _unsupported(node)


_OPERATORS: Final[dict[type[exp.Expr], str]] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "IS DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}


def _operator(node: exp.Expr) -> str:
    return _OPERATORS[type(node)]


def _unsupported(node: exp.Expr) -> UnsupportedStatementError:
    return UnsupportedStatementError(
        f"{node.sql('trino')} is not known to answer alike in DuckDB, the local engine"
    )
