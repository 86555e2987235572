"""Values written into a statement (Trino documentation, "Data types" and "Literals")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.coercion import unified
from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import (
    BOOLEAN,
    DATE,
    DAY_TO_SECOND,
    DOUBLE,
    UNKNOWN,
    YEAR_TO_MONTH,
    ZONED,
    SqlType,
    array,
    decimal_of,
    varchar,
)
from local_aws.athena.errors import SqlSyntaxError

_LARGEST: Final = {"integer": 2**31, "bigint": 2**63}
_YEAR_UNITS: Final = {"YEAR", "MONTH"}
_DAY_UNITS: Final = {"WEEK", "DAY", "HOUR", "MINUTE", "SECOND"}


def _literal(_types: Types, node: exp.Literal, _scope: Scope) -> SqlType:
    text = node.name
    if node.is_string:
        return varchar(len(text))
    if "e" in text.lower():
        return DOUBLE
    if "." in text:
        return decimal_of(text)
    for name, limit in _LARGEST.items():
        if int(text) < limit:
            return SqlType(name)
    raise SqlSyntaxError(f"Invalid numeric literal: {text}")


def _interval(_types: Types, node: exp.Interval, _scope: Scope) -> SqlType:
    unit = node.unit
    name = unit.name.upper() if isinstance(unit, exp.Var) else ""
    if not (isinstance(node.this, exp.Literal) and node.this.is_string):
        raise SqlSyntaxError(f"{node.sql('trino')}: the value of an INTERVAL stands in single quotes")
    if name in _YEAR_UNITS:
        return YEAR_TO_MONTH
    if name in _DAY_UNITS:
        return DAY_TO_SECOND
    raise unsupported(node)


def _array(types: Types, node: exp.Array, scope: Scope) -> SqlType:
    return array(unified([types.type_of(each, scope) for each in node.expressions], "All ARRAY elements"))


def _row(types: Types, node: exp.Tuple, scope: Scope) -> SqlType:
    kinds = tuple(types.type_of(each, scope) for each in node.expressions)
    return SqlType("row", kinds, ("",) * len(kinds))


RULES: Final[Rules] = {
    exp.Literal: _literal,
    exp.Boolean: lambda _types, _node, _scope: BOOLEAN,
    exp.Null: lambda _types, _node, _scope: UNKNOWN,
    exp.HexString: lambda _types, _node, _scope: SqlType("varbinary"),
    exp.CurrentTimestamp: lambda _types, _node, _scope: SqlType(ZONED, (3,)),
    exp.Localtimestamp: lambda _types, _node, _scope: SqlType("timestamp", (3,)),
    exp.CurrentDate: lambda _types, _node, _scope: DATE,
    exp.Interval: _interval,
    exp.Array: _array,
    exp.Tuple: _row,
}
