"""The values of one partition key under partition projection.

After Amazon Athena's user guide, "Supported types for partition projection"; of the types, `date` and `integer`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from local_aws.athena.syntax.datetime_patterns import UnknownPatternError, java_to_strftime

_NOW = re.compile(r"NOW(?:\s*(?P<sign>[+-])\s*(?P<amount>\d+)\s*(?P<unit>[A-Z]+))?")
_FIXED_UNITS = {
    "WEEK": timedelta(weeks=1),
    "DAY": timedelta(days=1),
    "HOUR": timedelta(hours=1),
    "MINUTE": timedelta(minutes=1),
    "SECOND": timedelta(seconds=1),
}
_MONTHS = {"MONTH": 1, "YEAR": 12}


class ProjectionError(ValueError):
    """The projection is declared wrongly, or in a way that is not supported."""


class KeyProjection:
    """The `projection.<key>.*` parameters of one partition key."""

    def __init__(self, key: str, parameters: Mapping[str, str]) -> None:
        self._key = key
        self._parameters = parameters

    def values(self, now: datetime) -> frozenset[str]:
        """Return all values, spelled as in the partition's prefix.

        Args:
            now: What `NOW` in a range means, in UTC.

        Raises:
            ProjectionError: The message names the parameter.
        """
        match self._get("type"):
            case "date":
                return self._dates(now)
            case "integer":
                return frozenset(self._integers())
            case other:
                raise self._error("type", f"{other!r} is not supported")

    def _integers(self) -> list[str]:
        first, last = self._range(int)
        digits = int(self._get("digits", "1"))
        return [f"{value:0{digits}}" for value in range(first, last + 1, self._interval())]

    def _dates(self, now: datetime) -> frozenset[str]:
        try:
            pattern = java_to_strftime(self._get("format"))
        except UnknownPatternError as error:
            raise self._error("format", str(error)) from error

        def whole(moment: datetime) -> datetime:
            return datetime.strptime(moment.strftime(pattern), pattern).replace(tzinfo=UTC)

        def bound(text: str) -> datetime:
            relative = _NOW.fullmatch(text)
            if relative is None:
                return datetime.strptime(text, pattern).replace(tzinfo=UTC)
            if relative["amount"] is None:
                return whole(now)
            return whole(_shift(now, int(relative["sign"] + relative["amount"]), relative["unit"]))

        first, last = self._range(bound)
        interval, unit = self._interval(), self._get("interval.unit", _default_unit(pattern))
        return _spelled_moments(pattern, first, last, interval, unit)

    def _range[T](self, bound: Callable[[str], T]) -> tuple[T, T]:
        text = self._get("range")
        try:
            first, last = (bound(part.strip()) for part in text.split(","))
        except ValueError as error:
            raise self._error("range", f"{text!r}: {error}") from error
        return first, last

    def _interval(self) -> int:
        interval = int(self._get("interval", "1"))
        if interval < 1:
            raise self._error("interval", f"{interval} is not positive")
        return interval

    def _get(self, name: str, default: str | None = None) -> str:
        value = self._parameters.get(f"projection.{self._key}.{name}", default)
        if value is None:
            raise self._error(name, "is missing")
        return value

    def _error(self, name: str, reason: str) -> ProjectionError:
        return ProjectionError(f"projection.{self._key}.{name}: {reason}")


@lru_cache(maxsize=8)
def _spelled_moments(
    pattern: str, first: datetime, last: datetime, interval: int, unit: str
) -> frozenset[str]:
    # The same set again, which then knows its hash: an hourly key has thousands of values.
    values: list[str] = []
    while (moment := _shift(first, len(values) * interval, unit)) <= last:
        values.append(moment.strftime(pattern))
    return frozenset(values)


def _default_unit(pattern: str) -> str | None:
    if any(code in pattern for code in ("%H", "%M", "%S")):
        return None
    return "DAYS" if "%d" in pattern else "MONTHS"


def _shift(moment: datetime, amount: int, unit: str) -> datetime:
    singular = unit.strip().upper().removesuffix("S")
    if singular in _FIXED_UNITS:
        return moment + amount * _FIXED_UNITS[singular]
    if singular not in _MONTHS:
        raise ProjectionError(f"{unit!r} is not a unit of time")
    months = moment.year * 12 + moment.month - 1 + amount * _MONTHS[singular]
    first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    last_day = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(moment.day, last_day.day))
