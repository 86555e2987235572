"""json_value (Trino documentation, "JSON functions and operators")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.coercion import becomes
from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import INTEGERS, VARCHAR, SqlType, type_of_cast
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError
from local_aws.athena.translation.json_value import path_steps

_RETURNED: Final = ("varchar", *INTEGERS, "decimal", "double", "boolean", "date", "timestamp")


def _json_value(types: Types, node: exp.JSONValue, scope: Scope) -> SqlType:
    given, path = types.type_of(node.this, scope), node.args["path"]
    if given.name not in ("varchar", "unknown"):
        raise TypeMismatchError(f"Cannot read input of type {given} as JSON using formatting JSON")
    if not (isinstance(path, exp.Literal) and path.is_string):
        raise TypeMismatchError("the path of json_value is a literal such as 'lax $.a'")
    path_steps(path.name)
    wanted = type_of_cast(returning) if (returning := node.args["returning"]) else VARCHAR
    if wanted.name not in _RETURNED or (wanted.name == "varchar" and wanted.numbers):
        raise unsupported(node)
    conditions: exp.OnCondition | None = node.args["on_condition"]
    for condition, answer in conditions.args.items() if conditions else ():
        if isinstance(answer, exp.Expr):
            default = types.type_of(answer, scope)
            if not becomes(default, wanted):
                raise TypeMismatchError(
                    f"Function JSON_VALUE default ON {condition.upper()} result must evaluate to a {wanted} (actual: {default})"
                )
        elif answer and (condition == "null" or not answer.startswith(("NULL", "ERROR"))):
            raise SqlSyntaxError(f"json_value has no {answer}")
    return wanted


RULES: Final[Rules] = {exp.JSONValue: _json_value}
