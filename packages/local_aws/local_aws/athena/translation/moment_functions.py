"""Skewness and kurtosis step by step as Trino computes them: DuckDB defines one otherwise, and neither of equal values.

Near 0 every digit depends on the order of the steps.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from duckdb import DuckDBPyConnection


def add_moment_functions(connection: DuckDBPyConnection) -> None:
    """Let the statements of a DuckDB call `skewness_of` and `kurtosis_of` a list; they return texts of numbers."""
    create = cast("Callable[..., object]", connection.create_function)
    for name, function in (("skewness_of", _skewness), ("kurtosis_of", _kurtosis)):
        create(name, _as_text(function), ["DOUBLE[]"], "VARCHAR", null_handling="special")


def _as_text(function: Callable[[Sequence[float | None]], float | None]) -> Callable[..., str | None]:
    def told(values: Sequence[float | None] | None) -> str | None:
        # As a number, DuckDB takes NaN for NULL.
        return None if values is None or (told := function(values)) is None else repr(told)

    return told


def _moments(values: Iterable[float | None]) -> tuple[int, float, float, float]:
    """Return how many values there are, and the sums of the 2nd, 3rd and 4th powers of their distances from the mean."""
    count, mean, m2, m3, m4 = 0, 0.0, 0.0, 0.0, 0.0
    for value in values:
        if value is None:
            continue
        before, count = count, count + 1
        delta = value - mean
        share = delta / count
        square = share * share
        step = delta * share * before
        mean += share
        # From left to right as there: `+=` would add up what is added first.
        m4 = m4 + step * square * (float(count) * count - 3.0 * count + 3) + 6 * square * m2 - 4 * share * m3
        m3 = m3 + step * share * (count - 2) - 3 * share * m2
        m2 += step
    return count, m2, m3, m4


def _skewness(values: Sequence[float | None]) -> float | None:
    count, m2, m3, _ = _moments(values)
    return None if count < 3 else _ratio(math.sqrt(count) * m3, _power(m2))  # noqa: PLR2004 - one or two have none


def _kurtosis(values: Sequence[float | None]) -> float | None:
    n, m2, _, m4 = _moments(values)
    if n < 4:  # noqa: PLR2004 - its estimate divides by n - 3
        return None
    rest = float(n - 2) * (n - 3)
    return _ratio(float(n - 1) * n * (n + 1) / rest * m4, m2 * m2) - 3 * (float(n - 1) * (n - 1)) / rest


def _power(square: float) -> float:
    try:
        return square**1.5
    except OverflowError:
        return math.inf


def _ratio(one: float, other: float) -> float:
    return one / other if other else math.nan
