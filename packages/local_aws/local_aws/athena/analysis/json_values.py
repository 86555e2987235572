"""json_value (Trino documentation, "JSON functions and operators")."""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import VARCHAR, SqlType, type_of_cast
from local_aws.athena.errors import TypeMismatchError

_RETURNED: Final = ("varchar", "integer", "bigint", "double", "boolean")
_PATH: Final = re.compile(r"\s*(?:lax|strict)\s+\$((?:\.[A-Za-z_]\w*)*)\s*")
_DEFAULTS: Final = (None, "NULL ON EMPTY", "NULL ON ERROR")


def members(path: exp.Expr) -> list[str] | None:
    """Return the names that a path goes through, or None when it has other steps or is no literal."""
    found = _PATH.fullmatch(path.name) if isinstance(path, exp.Literal) else None
    return found[1].split(".")[1:] if found else None


def _json_value(types: Types, node: exp.JSONValue, scope: Scope) -> SqlType:
    given = types.type_of(node.this, scope)
    if given.name not in ("varchar", "unknown"):
        raise TypeMismatchError(f"Cannot read input of type {given} as JSON using formatting JSON")
    if isinstance(node.args["path"], exp.JSONPath):
        raise TypeMismatchError("the path of json_value begins with lax or strict")
    wanted = type_of_cast(returning) if (returning := node.args.get("returning")) else VARCHAR
    conditions = node.args.get("on_condition")
    is_default = conditions is None or all(each in _DEFAULTS for each in conditions.args.values())
    if members(node.args["path"]) is None or wanted.numbers or wanted.name not in _RETURNED or not is_default:
        raise unsupported(node)
    return wanted


RULES: Final[Rules] = {exp.JSONValue: _json_value}
