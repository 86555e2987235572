from datetime import UTC, datetime, timedelta, timezone

import pytest

from local_aws.scheduler.errors import UnsupportedScheduleError
from local_aws.scheduler.expression import parse_expression

CREATED = datetime(2026, 3, 1, 12, 2, 30, tzinfo=UTC)


def due(expression: str, moment: str, count: int = 3) -> list[str]:
    """Return the next moments, as day of the month and time."""
    parsed = parse_expression(expression, CREATED)
    found: list[str] = []
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for _ in range(count):
        now = parsed.next_after(now)
        found.append(f"{now:%d %H:%M:%S}")
    return found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(25 0/1 * * ? *)", ["01 12:25:00", "01 13:25:00", "01 14:25:00"]),
        ("cron(25 0/6 * * ? *)", ["01 12:25:00", "01 18:25:00", "02 00:25:00"]),
        ("cron(5 2 * * ? *)", ["02 02:05:00", "03 02:05:00", "04 02:05:00"]),
        ("cron(5 2 ? * * *)", ["02 02:05:00", "03 02:05:00", "04 02:05:00"]),
        ("cron(0/30 * * * ? *)", ["01 12:30:00", "01 13:00:00", "01 13:30:00"]),
        ("cron(50,10 20-21 * * ? *)", ["01 20:10:00", "01 20:50:00", "01 21:10:00"]),
        ("rate(1 hour)", ["01 13:02:30", "01 14:02:30", "01 15:02:30"]),
        ("rate(15 minutes)", ["01 12:17:30", "01 12:32:30", "01 12:47:30"]),
        ("rate(1 day)", ["02 12:02:30", "03 12:02:30", "04 12:02:30"]),
    ],
)
def test_the_next_times_are_those_that_scheduler_would_take(expression: str, expected: list[str]) -> None:
    assert due(expression, "2026-03-01 12:05:00") == expected


def test_a_moment_at_which_it_is_due_is_not_after_itself() -> None:
    assert due("cron(25 0/1 * * ? *)", "2026-03-01 12:25:00", 1) == ["01 13:25:00"]
    assert due("rate(1 hour)", "2026-03-01 13:02:30", 1) == ["01 14:02:30"]


def test_a_rate_is_first_due_an_interval_after_its_schedule_was_made() -> None:
    assert due("rate(1 hour)", "2026-03-01 09:00:00", 1) == ["01 13:02:30"]


def test_hours_are_those_of_utc_whatever_zone_the_moment_is_told_in() -> None:
    auckland = timezone(timedelta(hours=13))
    moment = datetime(2026, 3, 2, 14, 59, tzinfo=auckland)
    assert parse_expression("cron(5 2 * * ? *)", CREATED).next_after(moment) == datetime(
        2026, 3, 2, 2, 5, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "expression",
    [
        "cron(5 2 1 * ? *)",
        "cron(5 2 * 6 ? *)",
        "cron(5 2 ? * MON *)",
        "cron(5 2 * * * *)",
        "cron(5 2 * * ? 2027)",
        "cron(5 2 * * ?)",
        "cron(60 2 * * ? *)",
        "cron(5 24 * * ? *)",
        "cron(9-5 2 * * ? *)",
        "cron(0/0 2 * * ? *)",
        "cron(L 2 * * ? *)",
        "rate(0 minutes)",
        "rate(1 week)",
        "at(2026-03-01T12:00:00)",
        "",
    ],
)
def test_what_cannot_be_followed_is_named(expression: str) -> None:
    with pytest.raises(UnsupportedScheduleError) as refused:
        parse_expression(expression, CREATED)
    assert expression in str(refused.value)
