"""When a schedule is due ("Schedule types in EventBridge Scheduler", EventBridge Scheduler User Guide)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Protocol

from local_aws.scheduler.errors import UnsupportedScheduleError

MINUTES: Final = 60
HOURS: Final = 24

_RATE: Final = re.compile(r"rate\(([1-9]\d*) (minute|hour|day)s?\)")
_CRON: Final = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_ITEM: Final = re.compile(r"(?P<first>\*|\d+)(?:-(?P<last>\d+))?(?:/(?P<step>[1-9]\d*))?")
_EVERY_DAY: Final = (("*", "*", "?", "*"), ("?", "*", "*", "*"))
"""Day of month, month, day of week and year."""


class Expression(Protocol):
    """The moments at which a schedule is due."""

    def next_after(self, moment: datetime) -> datetime:
        """Return the first one later than `moment`, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Rate:
    """Once in every interval since the schedule was made."""

    since: datetime
    interval: timedelta

    def next_after(self, moment: datetime) -> datetime:
        passed = max(0, (moment - self.since) // self.interval)
        return self.since + (passed + 1) * self.interval


@dataclass(frozen=True, slots=True)
class Daily:
    """The same times on every day, in their order."""

    times: tuple[time, ...]

    def next_after(self, moment: datetime) -> datetime:
        today = moment.astimezone(UTC).date()
        due = (
            datetime.combine(day, each, UTC)
            for day in (today, today + timedelta(days=1))
            for each in self.times
        )
        return next(each for each in due if each > moment)


def parse_expression(text: str, created: datetime) -> Expression:
    """Return the expression behind `rate(…)`, or behind a `cron(…)` of every day.

    Args:
        text: The expression.
        created: When the schedule was made.

    Raises:
        UnsupportedScheduleError: It is neither.
    """
    if rate := _RATE.fullmatch(text):
        return Rate(created, timedelta(**{f"{rate[2]}s": int(rate[1])}))
    cron = _CRON.fullmatch(text)
    if cron is None or cron.groups()[2:] not in _EVERY_DAY:
        raise UnsupportedScheduleError(
            f"{text} cannot be followed here; rate(…) can, and cron(minutes hours * * ? *)"
        )
    minutes, hours = field(cron[1], MINUTES, text), field(cron[2], HOURS, text)
    return Daily(tuple(time(hour, minute) for hour in hours for minute in minutes))


def field(text: str, count: int, expression: str) -> list[int]:
    """Return the values that a field of a cron expression names, in their order.

    Args:
        text: Numbers, `*`, ranges like 1-5, steps like 0/2, separated by commas.
        count: Values there are, from 0.
        expression: What the field is of, for the error.

    Raises:
        UnsupportedScheduleError: It names none, or one that there is not.
    """
    return sorted({value for item in text.split(",") for value in values(item, count, expression)})


def values(item: str, count: int, expression: str) -> Iterator[int]:
    found = _ITEM.fullmatch(item)
    if found is None:
        raise UnsupportedScheduleError(f"{item} in {expression} cannot be followed here")
    first = 0 if found["first"] == "*" else int(found["first"])
    alone = found["first"] != "*" and not found["step"]
    last = int(found["last"]) if found["last"] else first if alone else count - 1
    if not first <= last < count:
        raise UnsupportedScheduleError(f"{item} in {expression} is not within 0 to {count - 1}")
    yield from range(first, last + 1, int(found["step"] or 1))
