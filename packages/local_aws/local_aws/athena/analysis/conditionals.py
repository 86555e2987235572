"""CASE, IF, and the calls that no signature describes (Trino documentation, "Conditional expressions")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.coercion import compared, unified
from local_aws.athena.analysis.rule import Rules, Types
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import INTEGER, INTEGERS, UNKNOWN, VARCHAR, SqlType, varchar
from local_aws.athena.errors import UnsupportedFunctionError

SPECIAL_FORMS: Final = {"if", "coalesce", "nullif", "try", "row", "typeof", "grouping", "map", "format"}
"""Calls that no signature describes."""


def _case(types: Types, node: exp.Case | exp.If, scope: Scope) -> SqlType:
    branches = node.args.get("ifs") or [node]
    operand = types.type_of(node.this, scope) if isinstance(node, exp.Case) and node.this else None
    results: list[SqlType] = []
    for branch in branches:
        if operand is None:
            types.check_boolean(branch.this, scope, "CASE WHEN clause")
        else:
            compared(operand, types.type_of(branch.this, scope), "=")
        results.append(types.type_of(branch.args["true"], scope))
    if default := (node.args.get("default") or node.args.get("false")):
        results.append(types.type_of(default, scope))
    return unified(results, "All CASE results" if isinstance(node, exp.Case) else "Result types for IF")


def special_form(types: Types, node: exp.Anonymous, scope: Scope) -> SqlType:
    """Return the type of a call of one of `SPECIAL_FORMS`.

    Raises:
        SqlError: Athena refuses it, or the local engine has no equal.
    """
    name = node.name.lower()
    kinds = [types.type_of(each, scope) for each in node.expressions]
    if name == "typeof" and len(kinds) == 1:
        node.meta["typeof"] = str(kinds[0])
        return varchar(len(str(kinds[0])))
    if name == "nullif" and any(each.name.lower() == "try" for each in node.find_all(exp.Anonymous)):
        raise UnsupportedFunctionError("nullif with try(...) in it fails in Trino as a whole; write CASE")
    if (kind := _chosen(name, kinds) or _made(name, kinds)) is not None:
        return kind
    raise UnsupportedFunctionError(
        f"{name}({', '.join(map(str, kinds))}) is not known to answer alike in DuckDB, the local engine"
    )


def _chosen(name: str, kinds: list[SqlType]) -> SqlType | None:
    match name, kinds:
        case "coalesce", [_, _, *_]:
            return unified(kinds, "All COALESCE operands")
        case "nullif", [first, second]:
            compared(first, second, "NULLIF")
            return first
        case "try", [kind]:
            return kind
        case _:
            return None


def _made(name: str, kinds: list[SqlType]) -> SqlType | None:
    match name, kinds:
        case "row", [_, *_]:
            return SqlType("row", tuple(kinds), ("",) * len(kinds))
        case "map", []:
            return SqlType("map", (UNKNOWN, UNKNOWN))
        case "map", [SqlType(name="array") as keys, SqlType(name="array") as values]:
            return SqlType("map", (keys.elements[0], values.elements[0]))
        case "grouping", [_, *_]:
            return INTEGER
        case "format", [SqlType(name="varchar"), *values] if all(
            value.name in ("varchar", *INTEGERS) for value in values
        ):
            return VARCHAR
        case _:
            return None


RULES: Final[Rules] = {exp.Case: _case, exp.If: _case}
