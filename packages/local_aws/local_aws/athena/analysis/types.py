"""Trino's types, and which of them become which (Trino documentation, "Data types" and "Conversion functions")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPE: Final = "trino_type"
"""Under this key a node's `meta` has the type of the expression."""

_LARGEST_DECIMAL: Final = 38


@dataclass(frozen=True, slots=True)
class SqlType:
    """A type by its name; in a signature a name or a number may be a variable.

    Attributes:
        name: In lower case, without parameters.
        parameters: Numbers, or the types of elements.
        fields: Of a row, the names; "" where a field has none.
    """

    name: str
    parameters: tuple[SqlType | int | str, ...] = ()
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.name == "row":
            fields = zip(self.fields or ("",) * len(self.parameters), self.parameters, strict=True)
            return f"row({', '.join(f'{name} {kind}'.strip() for name, kind in fields)})"
        name, _, zone = self.name.partition(" with ")
        separator = "," if self.name == "decimal" else ", "
        parameters = f"({separator.join(map(str, self.parameters))})" if self.parameters else ""
        return f"{name}{parameters}{' with ' + zone if zone else ''}"

    @property
    def elements(self) -> tuple[SqlType, ...]:
        return tuple(each for each in self.parameters if isinstance(each, SqlType))

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(each for each in self.parameters if isinstance(each, int))


UNKNOWN: Final = SqlType("unknown")
BOOLEAN: Final = SqlType("boolean")
INTEGER: Final = SqlType("integer")
BIGINT: Final = SqlType("bigint")
DOUBLE: Final = SqlType("double")
VARCHAR: Final = SqlType("varchar")
DATE: Final = SqlType("date")
JSON: Final = SqlType("json")
DAY_TO_SECOND: Final = SqlType("interval day to second")
YEAR_TO_MONTH: Final = SqlType("interval year to month")
ZONED: Final = "timestamp with time zone"
DECIMAL_DIGITS: Final = {"tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19}
"""Of the decimals that hold an integer type's values."""

MOMENTS: Final = ("date", "timestamp", ZONED)
NUMBERS: Final = (*DECIMAL_DIGITS, "decimal", "real", "double")
INTEGERS: Final = tuple(DECIMAL_DIGITS)
INTERVALS: Final = (DAY_TO_SECOND.name, YEAR_TO_MONTH.name)
_DEFAULTS: Final[dict[str, tuple[int, ...]]] = {
    "timestamp": (3,),
    ZONED: (3,),
    "decimal": (38, 0),
    "time": (3,),
}
_ALIASES: Final = {
    "int": "integer",
    "string": "varchar",
    "float": "real",
    "binary": "varbinary",
    "struct": "row",
}


def varchar(length: int | None = None) -> SqlType:
    return VARCHAR if length is None else SqlType("varchar", (length,))


def decimal(precision: int, scale: int) -> SqlType:
    return SqlType("decimal", (min(_LARGEST_DECIMAL, precision), scale))


def decimal_of(text: str) -> SqlType:
    """Return the type of a decimal that is written so; zeros before its first digit do not count."""
    whole, _, fraction = text.strip().lstrip("+-").partition(".")
    return decimal(len(whole.lstrip("0")) + len(fraction) or 1, len(fraction))


def remainder_type(dividend: SqlType, divisor: SqlType) -> SqlType:
    """Return the type of the remainder of two decimals."""
    (p1, s1), (p2, s2) = dividend.numbers, divisor.numbers
    scale = max(s1, s2)
    return decimal(min(p2 - s2, p1 - s1) + scale, scale)


def array(element: SqlType) -> SqlType:
    return SqlType("array", (element,))


_OF_ICEBERG: Final = {
    "long": BIGINT,
    "timestamp": SqlType("timestamp", (6,)),
    "timestamptz": SqlType(ZONED, (6,)),
}
_TOKEN: Final = re.compile(r"\s*([(),<>:]|[^\s(),<>:]+)")


@cache
def parsed_type(text: str) -> SqlType:
    """Return the type that Trino or Hive writes so."""
    try:
        kind, _ = _parsed(_TOKEN.findall(text), 0)
    except IndexError:
        # Whoever reads values of it says that there is no such type.
        return SqlType(text)
    return kind


def iceberg_type(text: str) -> SqlType:
    """Return the type that Iceberg writes so (Apache Iceberg, "Table Spec", primitive types)."""
    kind = parsed_type(text)
    if kind.name in _OF_ICEBERG:
        return _OF_ICEBERG[kind.name]
    elements = tuple(
        each if not isinstance(each, SqlType) else iceberg_type(str(each)) for each in kind.parameters
    )
    return SqlType("array" if kind.name == "list" else kind.name, elements, kind.fields)


def _parsed(tokens: list[str], at: int) -> tuple[SqlType, int]:
    words: list[str] = []
    parameters: list[SqlType | int | str] = []
    fields: list[str] = []
    while at < len(tokens) and tokens[at] not in ",)>:":
        if tokens[at] in "(<":
            at += 1
            while tokens[at] not in ")>":
                parameter, field, at = _parameter(tokens, at, is_row=words[0].lower() in ("row", "struct"))
                parameters.append(parameter)
                fields.append(field)
                at += tokens[at] == ","
        else:
            words.append(tokens[at])
        at += 1
    name = " ".join(words)
    known = name.lower() if len(name) > 2 else name  # noqa: PLR2004 - a variable is shorter and may be a capital
    known = _ALIASES.get(known, known)
    if not parameters:
        parameters.extend(_DEFAULTS.get(known, ()))
    return SqlType(known, tuple(parameters), tuple(fields) if known == "row" else ()), at


def _parameter(tokens: list[str], at: int, *, is_row: bool) -> tuple[SqlType | int | str, str, int]:
    if tokens[at].isdigit():
        return int(tokens[at]), "", at + 1
    field = ""
    following = tokens[at + 1]
    if is_row and following not in ",)>(<":
        field = tokens[at].strip('"').lower()
        at += 2 if following == ":" else 1
    kind, at = _parsed(tokens, at)
    return kind, field, at


def type_of_cast(target: exp.DataType) -> SqlType:
    """Return the type that a CAST names."""
    text = target.sql("trino").lower()
    return parsed_type(text)


def all_types(kind: SqlType) -> Iterator[SqlType]:
    """Yield a type and those within it."""
    yield kind
    for element in kind.elements:
        yield from all_types(element)
