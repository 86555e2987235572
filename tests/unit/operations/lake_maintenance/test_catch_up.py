from datetime import date

import pytest

from tasklake_lake.windows import Windows
from tasklake_operations.lake_maintenance import CatchUpError, catch_up_days

WINDOWS = Windows(tail_hours=48, raw_retention_days=30, failure_retention_days=14)
TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (date(2026, 3, 10), 2),  # never less than the tail
        (date(2026, 3, 9), 3),
        (date(2026, 3, 1), 11),
        (date(2026, 2, 9), 31),  # the oldest day that raw retention leaves
    ],
)
def test_the_window_holds_every_day_since_and_one_for_midnight(since: date, days: int) -> None:
    assert catch_up_days(since, TODAY, WINDOWS) == days


@pytest.mark.parametrize("since", [TODAY, date(2027, 1, 1)])
def test_a_day_that_is_not_past_is_refused(since: date) -> None:
    with pytest.raises(CatchUpError, match=rf"^{since} is not in the past: it is 2026-03-11 \(UTC\)\.$"):
        catch_up_days(since, TODAY, WINDOWS)


def test_a_day_whose_events_have_expired_is_refused_with_the_oldest_that_is_left() -> None:
    with pytest.raises(
        CatchUpError, match=r"stay for 30 days.*2026-02-08 have expired.* since is 2026-02-09\.$"
    ):
        catch_up_days(date(2026, 2, 8), TODAY, WINDOWS)
