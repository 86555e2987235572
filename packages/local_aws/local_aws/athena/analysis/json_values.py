"""json_value, json_query and json_exists (Trino documentation, "JSON functions and operators")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import BOOLEAN, VARCHAR, SqlType, becomes, type_of_cast
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError
from local_aws.athena.translation.json_paths import parsed_path

_RETURNED: Final = (
    *(
        "varchar",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "decimal",
        "double",
        "boolean",
        "date",
        "timestamp",
    ),
)
_VALUE: Final = (None, "NULL", "ERROR")
_QUERY: Final = (*_VALUE, "EMPTY ARRAY", "EMPTY OBJECT")
_EXISTS: Final = (None, "TRUE", "FALSE", "UNKNOWN", "ERROR")


def _json_value(types: Types, node: exp.JSONValue, scope: Scope) -> SqlType:
    _check(types, node.this, node.args["path"], scope)
    wanted = type_of_cast(returning) if (returning := node.args["returning"]) else VARCHAR
    if wanted.name not in _RETURNED or (wanted.name == "varchar" and wanted.numbers):
        raise unsupported(node)
    for condition, answer in node.args["on_condition"].args.items():
        if isinstance(answer, exp.Expr):
            given = types.type_of(answer, scope)
            if not becomes(given, wanted):
                raise TypeMismatchError(
                    f"Function JSON_VALUE default ON {condition.upper()} result must evaluate to a {wanted} (actual: {given})"
                )
        elif answer not in _VALUE:
            raise SqlSyntaxError(f"json_value has no {answer} ON {condition.upper()}")
    return wanted


def _json_query(types: Types, node: exp.JSONExtract, scope: Scope) -> SqlType:
    if not node.args.get("json_query"):
        raise unsupported(node)
    _check(types, node.this, node.expression, scope)
    _check_conditions(node, _QUERY)
    if (returning := node.args["requires_json"]) and type_of_cast(returning) != VARCHAR:
        raise unsupported(node)
    if node.args["quote"] == "OMIT" and node.args["option"] not in (None, "WITHOUT"):
        raise TypeMismatchError("OMIT QUOTES behavior specified with an ARRAY WRAPPER")
    return VARCHAR


def _json_exists(types: Types, node: exp.JSONExists, scope: Scope) -> SqlType:
    _check(types, node.this, node.args["path"], scope)
    _check_conditions(node, _EXISTS)
    if node.args["on_condition"].args["empty"]:
        raise SqlSyntaxError("json_exists has no ON EMPTY")
    return BOOLEAN


def _check(types: Types, document: exp.Expr, path: exp.Expr, scope: Scope) -> None:
    given = types.type_of(document, scope)
    if given.name not in ("varchar", "unknown"):
        raise TypeMismatchError(f"Cannot read input of type {given} as JSON using formatting JSON")
    if not (isinstance(path, exp.Literal) and path.is_string):
        raise TypeMismatchError("the path of a JSON function is a literal such as 'lax $.a'")
    parsed_path(path.name)


def _check_conditions(node: exp.Expr, known: tuple[str | None, ...]) -> None:
    for condition, answer in node.args["on_condition"].args.items():
        if isinstance(answer, exp.Expr) or answer not in known:
            raise SqlSyntaxError(f"there is no {answer} ON {condition.upper()} here")


RULES: Final[Rules] = {exp.JSONValue: _json_value, exp.JSONExtract: _json_query, exp.JSONExists: _json_exists}
