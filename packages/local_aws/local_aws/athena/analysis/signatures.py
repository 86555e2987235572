"""Trino's functions by their signatures, and which of them a call means (Trino documentation, "Functions").

`functions.tsv` has, for each signature that Trino's SHOW FUNCTIONS lists, name, result, arguments, kind, and whether the
local engine answers it as Trino: `same` and `translated` were shown by recorded cases, all else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from local_aws.athena.analysis.types import (
    UNKNOWN,
    SqlType,
    becomes,
    common_type,
    decimal,
    parsed_type,
)
from local_aws.athena.errors import FunctionNotFoundError, UnsupportedFunctionError

_VARIABLE: Final = re.compile(r"[A-Za-z]\d?")
VARIADIC: Final = {("concat", "varchar"), ("concat", "array(E)"), ("greatest", "E"), ("least", "E"),
                    ("map_concat", "map(K,V)"), ("concat_ws", "varchar, varchar")}  # fmt: skip
_TEXTS_WITH_SYNTAX: Final = ("jsonpath", "joniregexp", "codepoints")
_ORDER: Final = (
    "unknown",
    "tinyint",
    "smallint",
    "integer",
    "bigint",
    "decimal",
    "real",
    "double",
    "date",
    "timestamp",
)

type Binding = dict[str, SqlType | int]


@dataclass(frozen=True, slots=True)
class LambdaType:
    """A lambda among the arguments of a call.

    Attributes:
        parameters: How many it takes.
        result: Returns the type of its body, given those of its parameters.
    """

    parameters: int
    result: Callable[[Sequence[SqlType]], SqlType]

    def __str__(self) -> str:
        return "function"


type Argument = SqlType | LambdaType


@dataclass(frozen=True, slots=True)
class Signature:
    """One of the forms of a function."""

    name: str
    returns: str
    arguments: str
    kind: str
    verdict: str

    def __str__(self) -> str:
        return f"{self.name}({self.arguments})"


@dataclass(frozen=True, slots=True)
class Call:
    """A signature as one call has it."""

    signature: Signature
    returns: SqlType
    arguments: tuple[SqlType, ...]


@cache
def _table() -> dict[str, list[Signature]]:
    table: dict[str, list[Signature]] = {}
    text = resources.files(__package__).joinpath("functions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, returns, arguments, kind, verdict = line.split("\t")
        table.setdefault(name, []).append(Signature(name, returns, arguments, kind, verdict))
    return table


def signatures(name: str) -> Sequence[Signature]:
    """Return the forms of a function, of which there is none where Trino does not have it."""
    return _table().get(name, ())


def all_signatures() -> list[Signature]:
    """Return every form of every function."""
    return [form for forms in _table().values() for form in forms]


def resolve(name: str, arguments: Sequence[Argument]) -> Call:
    """Return the form that a call means.

    Raises:
        FunctionNotFoundError: Trino has none of that name, or none that takes these arguments.
        UnsupportedFunctionError: The local engine is not known to answer that form as Trino does.
    """
    forms = signatures(name)
    if not forms:
        raise FunctionNotFoundError(f"Function '{name}' not registered")
    found = [call for form in forms if (call := _fitted(form, arguments))]
    if not found:
        expected = ", ".join(sorted({str(form) for form in forms}))
        given = ", ".join(map(str, arguments))
        raise FunctionNotFoundError(
            f"Unexpected parameters ({given}) for function {name}. Expected: {expected}"
        )
    call = min(found, key=lambda each: _distance(each, arguments))
    if call.signature.verdict == "refused":
        raise UnsupportedFunctionError(
            f"{call.signature} is not known to answer alike in DuckDB, the local engine; Athena has it"
        )
    return call


def _distance(call: Call, arguments: Sequence[Argument]) -> tuple[int, int]:
    far = sum(
        abs(_rank(wanted) - _rank(given)) + (wanted.name != given.name)
        for wanted, given in zip(call.arguments, arguments, strict=True)
        if isinstance(given, SqlType) and given != UNKNOWN
    )
    return far, bool(_VARIABLE.search(call.signature.arguments.replace("varchar(x)", "")))


def _rank(kind: SqlType) -> int:
    return _ORDER.index(kind.name) if kind.name in _ORDER else 0


@cache
def _parameters(arguments: str) -> tuple[SqlType, ...]:
    return parsed_type(f"function({arguments})").elements if arguments else ()


def _fitted(form: Signature, arguments: Sequence[Argument]) -> Call | None:
    wanted = _parameters(form.arguments)
    if (form.name, form.arguments) in VARIADIC and len(arguments) >= len(wanted):
        wanted = (*wanted, *(wanted[-1:] * (len(arguments) - len(wanted))))
        if form.name == "concat" and len(arguments) == 1:
            return None
    if len(wanted) != len(arguments):
        return None
    binding: Binding = {}
    pairs = list(zip(wanted, arguments, strict=True))
    # What a lambda is given follows from the other arguments.
    for kind, given in pairs:
        if isinstance(given, SqlType) and not _bind(kind, given, binding):
            return None
    for kind, given in pairs:
        if isinstance(given, LambdaType) and not _bind_lambda(kind, given, binding):
            return None
    bound = tuple(_bound(kind, binding) for kind in wanted)
    for kind, given in zip(bound, arguments, strict=True):
        if isinstance(given, SqlType) and not _accepts(kind, given):
            return None
    return Call(form, _returns(form, binding), bound)


def _accepts(wanted: SqlType, given: SqlType) -> bool:
    return wanted.name in _TEXTS_WITH_SYNTAX or becomes(given, wanted)


def _bind(wanted: SqlType, given: SqlType, binding: Binding) -> bool:  # noqa: C901, PLR0911 - a rule for each kind of type
    if wanted.name in _TEXTS_WITH_SYNTAX:
        return given.name in ("varchar", "unknown")
    if _VARIABLE.fullmatch(wanted.name):
        known = binding.get(wanted.name)
        common = given if known is None else common_type(known, given) if isinstance(known, SqlType) else None
        if common is None:
            return False
        binding[wanted.name] = common
        return True
    if given == UNKNOWN:
        return True
    if wanted.name != given.name:
        return _bind_other(wanted, given, binding)
    if wanted.name == "varchar" and wanted.parameters:
        if given.numbers:
            binding[str(wanted.parameters[0])] = given.numbers[0]
        return True
    if len(wanted.parameters) != len(given.parameters):
        return not wanted.parameters or not given.parameters
    for parameter, value in zip(wanted.parameters, given.parameters, strict=True):
        if isinstance(parameter, SqlType) and isinstance(value, SqlType):
            if not _bind(parameter, value, binding):
                return False
        elif isinstance(parameter, SqlType) and isinstance(value, int):
            known = binding.get(parameter.name, 0)
            binding[parameter.name] = max(value, known if isinstance(known, int) else 0)
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
                known = binding.get(parameter.name, 0)
                binding[parameter.name] = max(value, known if isinstance(known, int) else 0)
        return True
    return not wanted.parameters and common_type(given, wanted) is not None


def _bind_lambda(wanted: SqlType, given: LambdaType, binding: Binding) -> bool:
    if wanted.name != "function":
        return False
    *taken, result = wanted.elements
    if len(taken) != given.parameters:
        return False
    kinds = [_bound(kind, binding) for kind in taken]
    actual = given.result(kinds)
    if not _bind(result, actual, binding):
        return False
    # The result of a step is what the next step takes.
    again = [_bound(kind, binding) for kind in taken]
    return again == kinds or _bind(result, given.result(again), binding)


def _bound(kind: SqlType, binding: Binding) -> SqlType:
    value = binding.get(kind.name)
    if _VARIABLE.fullmatch(kind.name):
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
                parameters.append(_bound(each, binding))
    return SqlType(
        kind.name, tuple(parameters), kind.fields or (("",) * len(parameters) if kind.name == "row" else ())
    )


def _returns(form: Signature, binding: Binding) -> SqlType:
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
    return _bound(parsed_type(form.returns), binding)
