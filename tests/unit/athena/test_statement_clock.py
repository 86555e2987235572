import os
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tasklake_devkit.athena.clock import statement_time
from tests.unit.athena.conftest import Ask

NOW = datetime(2026, 3, 1, 13, 4, 5, 678_000, tzinfo=UTC)


def test_every_clock_of_a_statement_shows_its_one_instant(ask: Ask) -> None:
    assert ask("SELECT current_timestamp, now(), localtimestamp, current_date") == [
        (NOW, NOW, NOW.replace(tzinfo=None), date(2026, 3, 1))
    ]


def test_the_time_zone_of_the_machine_does_not_show(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as machine:
        machine.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        answer = ask(
            "SELECT date_format(current_timestamp - INTERVAL '1' HOUR, '%Y-%m-%d %H:%i'), CAST(now() AS date)"
        )
    time.tzset()

    assert answer == [("2026-03-01 12:04", date(2026, 3, 1))]


def test_an_instant_is_told_in_utc_and_whole_milliseconds() -> None:
    berlin = timezone(timedelta(hours=1))
    assert statement_time(datetime(2026, 3, 1, 14, 4, 5, 678_901, tzinfo=berlin)) == NOW


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-03-01T13:04:05"):
        statement_time(datetime(2026, 3, 1, 13, 4, 5))  # noqa: DTZ001 - what is refused
