from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from tasklake_lake.windows import Windows
from tasklake_operations.lake_maintenance import CatchUpError, catch_up_hours

WINDOWS = Windows(tail_hours=24, raw_retention_days=30, failure_retention_days=14)
TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    "since",
    [
        TODAY,
        date(2026, 3, 10),
        date(2026, 2, 9),  # the oldest day that raw retention leaves
    ],
)
def test_the_window_reaches_back_to_that_day_even_past_the_next_midnight(since: date) -> None:
    started = datetime.combine(TODAY, time(23, 59)) + timedelta(hours=1)
    hours = catch_up_hours(since, TODAY, WINDOWS)
    assert started - timedelta(hours=hours) <= datetime.combine(since, time())


def test_the_window_is_never_less_than_the_usual_one() -> None:
    windows = replace(WINDOWS, tail_hours=168)
    assert catch_up_hours(TODAY, TODAY, windows) == windows.merge_hours


def test_a_day_that_has_not_come_is_refused() -> None:
    with pytest.raises(CatchUpError, match=r"^2026-03-12 has not come yet: it is 2026-03-11 \(UTC\)\.$"):
        catch_up_hours(date(2026, 3, 12), TODAY, WINDOWS)


def test_a_day_whose_events_have_expired_is_refused_with_the_oldest_that_is_left() -> None:
    with pytest.raises(
        CatchUpError, match=r"stay for 30 days.*2026-02-08 have expired.* since is 2026-02-09\.$"
    ):
        catch_up_hours(date(2026, 2, 8), TODAY, WINDOWS)
