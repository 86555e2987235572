"""Whether two engines give the same answer to the same statement."""

import math
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

import sqlglot
from sqlglot import exp

from tests.trino.answer import Answer

RELATIVE_TOLERANCE: Final = 1e-12
"""Of doubles: engines add them up in different orders."""

_SHOWN: Final = 5

type Row = tuple[Any, ...]


def differences(sql: str, trino: Answer, local: Answer) -> list[str]:
    """Return what two answers to one statement differ in; nothing when they are equal.

    Names and types of the columns must be equal. So must the rows, in any order but that of the statement's own
    ORDER BY; rows that it leaves tied may change places, and when a LIMIT cuts through rows that are tied, either
    engine may keep which it likes.

    Args:
        sql: The statement.
        trino: Trino's answer.
        local: The local engine's.
    """
    if trino.columns != local.columns:
        pairs = zip_longest(trino.columns, local.columns)
        return [f"column: Trino {theirs}, local {ours}" for theirs, ours in pairs if theirs != ours]
    if len(trino.rows) != len(local.rows):
        return [
            f"Trino has {len(trino.rows)} rows, local {len(local.rows)}",
            *_row_differences(trino.rows, local.rows),
        ]
    order, is_limited = ordering(sql, [column.name for column in trino.columns])
    keys = [tuple(tuple(row[index] for index in order) for row in answer.rows) for answer in (trino, local)]
    if order and (found := _row_differences(*keys, in_order=True)):
        return [f"order: {difference}" for difference in found]
    if is_limited and order and trino.rows:
        kept = [
            [row for row, key in zip(answer.rows, each, strict=True) if key != each[-1]]
            for answer, each in zip((trino, local), keys, strict=True)
        ]
        return _row_differences(*kept)
    return _row_differences(trino.rows, local.rows)


def ordering(sql: str, columns: Sequence[str]) -> tuple[list[int], bool]:
    """Return the positions of the columns by which a statement orders its rows, and whether it limits them.

    An expression that is no column of the answer, and all that follow it, decide only among rows that are tied here.
    """
    query = sqlglot.parse_one(sql, dialect="athena")
    order = query.args.get("order")
    positions: list[int] = []
    for term in order.expressions if order else ():
        match term.this:
            case exp.Literal(is_int=True) as number:
                positions.append(int(number.name) - 1)
            case exp.Column() as column if column.name.lower() in columns:
                positions.append(columns.index(column.name.lower()))
            case _:
                break
    return positions, bool(query.args.get("limit"))


def _row_differences(trino: Sequence[Row], local: Sequence[Row], *, in_order: bool = False) -> list[str]:
    if not in_order:
        trino, local = sorted(trino, key=_sort_key), sorted(local, key=_sort_key)
    found = _unequal(trino, local)
    return [f"row: Trino {theirs}, local {ours}" for theirs, ours in _first(found)]


def _unequal(trino: Sequence[Row], local: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    for theirs, ours in zip_longest(trino, local):
        if theirs is None or ours is None or not all(map(_equal, theirs, ours)):
            yield theirs, ours


def _first(found: Iterator[tuple[Row | None, Row | None]]) -> list[tuple[Row | None, Row | None]]:
    return [pair for pair, _ in zip(found, range(_SHOWN), strict=False)]


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE) or (math.isnan(one) and math.isnan(other))
    return one == other


def _sort_key(row: Row) -> tuple[list[str], list[float]]:
    """Doubles come last: rounding may change their order only among rows that are equal in all else."""
    exact = [repr(value) for value in row if not isinstance(value, float)]
    return exact, [value for value in row if isinstance(value, float)]
