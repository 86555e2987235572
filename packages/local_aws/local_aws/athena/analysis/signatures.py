"""Trino's functions by their signatures (Trino documentation, "Functions").

`functions.tsv` has, for each signature that Trino's SHOW FUNCTIONS lists, name, result, arguments, kind, and whether the
local engine answers it as Trino: `same` was shown by recorded cases, all else is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from local_aws.athena.analysis.types import SqlType

VARIADIC: Final = {("concat", "varchar"), ("concat", "array(E)"), ("greatest", "E"), ("least", "E"),
                    ("map_concat", "map(K,V)"), ("concat_ws", "varchar, varchar")}  # fmt: skip
"""Name and arguments of forms whose last argument may come again."""


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
