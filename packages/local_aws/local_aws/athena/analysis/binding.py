"""The variables of a signature, bound to the types that a call gives."""

from __future__ import annotations

import re
from typing import Final

from local_aws.athena.analysis.coercion import common_type
from local_aws.athena.analysis.signatures import LambdaType, Signature
from local_aws.athena.analysis.types import UNKNOWN, SqlType, decimal, parsed_type, remainder_type

VARIABLE: Final = re.compile(r"[A-Za-z]\d?")
TEXTS_WITH_SYNTAX: Final = ("jsonpath", "joniregexp", "codepoints")
"""Types of which a text becomes a value by itself."""

type Binding = dict[str, SqlType | int]
"""Types by the names of type variables, and numbers by those of their parameters."""

_STEPS: Final = 4
"""After so many Trino gives up a lambda whose result, taken again, has yet another type."""


def bind(wanted: SqlType, given: SqlType, binding: Binding) -> bool:
    """Bind the variables of what a parameter wants; return whether the given type has its shape."""
    if wanted.name in TEXTS_WITH_SYNTAX:
        return given.name in ("varchar", "unknown")
    if VARIABLE.fullmatch(wanted.name):
        return _bind_type(wanted.name, given, binding)
    if given == UNKNOWN:
        return True
    if wanted.name != given.name:
        return _bind_other(wanted, given, binding)
    return _bind_parameters(wanted, given, binding)


def _bind_type(variable: str, given: SqlType, binding: Binding) -> bool:
    known = binding.get(variable)
    common = given if known is None else common_type(known, given) if isinstance(known, SqlType) else None
    if common is None:
        return False
    binding[variable] = common
    return True


def _bind_number(variable: str, number: int, binding: Binding) -> None:
    known = binding.get(variable, 0)
    binding[variable] = max(number, known if isinstance(known, int) else 0)


def _bind_parameters(wanted: SqlType, given: SqlType, binding: Binding) -> bool:
    if wanted.name == "varchar" and wanted.parameters:
        if given.numbers:
            binding[str(wanted.parameters[0])] = given.numbers[0]
        return True
    if len(wanted.parameters) != len(given.parameters):
        return not wanted.parameters or not given.parameters
    for parameter, value in zip(wanted.parameters, given.parameters, strict=True):
        if isinstance(parameter, SqlType) and isinstance(value, SqlType):
            if not bind(parameter, value, binding):
                return False
        elif isinstance(parameter, SqlType) and isinstance(value, int):
            _bind_number(parameter.name, value, binding)
    return True


def _bind_other(wanted: SqlType, given: SqlType, binding: Binding) -> bool:
    """Bind the numbers of what the given type becomes."""
    common = common_type(given, SqlType(wanted.name, (0,) if "timestamp" in wanted.name else (1, 0)))
    if (
        wanted.name in ("decimal", "timestamp", "timestamp with time zone")
        and common
        and common.name == wanted.name
    ):
        if given.name == "date" or not given.numbers:
            common = common_type(given, common)
        for parameter, value in zip(wanted.parameters, (common or given).numbers, strict=True):
            if isinstance(parameter, SqlType):
                _bind_number(parameter.name, value, binding)
        return True
    return not wanted.parameters and common_type(given, wanted) is not None


def bind_lambda(wanted: SqlType, given: LambdaType, binding: Binding) -> bool:
    """Bind the variables of a lambda's result; what it takes is bound already."""
    if wanted.name != "function":
        return False
    *taken, result = wanted.elements
    if len(taken) != given.parameters:
        return False
    kinds = [bound(kind, binding) for kind in taken]
    for _ in range(_STEPS):
        if not bind(result, given.result(kinds), binding):
            return False
        # The result of a step is what the next step takes.
        before, kinds = kinds, [bound(kind, binding) for kind in taken]
        if kinds == before:
            return True
    return False


def bound(kind: SqlType, binding: Binding) -> SqlType:
    """Return a type with its variables replaced; a type that is not bound is unknown."""
    value = binding.get(kind.name)
    if VARIABLE.fullmatch(kind.name):
        return value if isinstance(value, SqlType) else UNKNOWN
    parameters: list[SqlType | int] = []
    for each in kind.parameters:
        if isinstance(each, int):
            parameters.append(each)
        elif isinstance(each, SqlType):
            number = binding.get(each.name)
            if isinstance(number, int):
                parameters.append(number)
            elif kind.name not in ("varchar", "char"):
                parameters.append(bound(each, binding))
    return SqlType(
        kind.name, tuple(parameters), kind.fields or (("",) * len(parameters) if kind.name == "row" else ())
    )


def returned(form: Signature, binding: Binding) -> SqlType:
    """Return the type of a call's result."""
    if form.name == "mod" and form.returns.startswith("decimal"):
        p1, s1, p2, s2 = (
            each if isinstance(each := binding.get(f"{of}_{part}"), int) else default
            for of in "ab"
            for part, default in (("precision", 1), ("scale", 0))
        )
        return remainder_type(decimal(p1, s1), decimal(p2, s2))
    p, s = binding.get("p", 0), binding.get("s", 0)
    if isinstance(p, int) and isinstance(s, int) and form.returns.startswith("decimal"):
        match form.name, form.returns:
            case (("ceil" | "ceiling" | "floor" | "round"), _) if form.returns != "decimal(rp,s)":
                return decimal(p - s + min(1, s), 0)
            case "truncate", "decimal(rp,0)":
                return decimal(max(1, p - s), 0)
            case "round", _:
                return decimal(p + 1, s)
            case _, "decimal(38,s)":
                return decimal(38, s)
            case _:
                pass
    return bound(parsed_type(form.returns), binding)
