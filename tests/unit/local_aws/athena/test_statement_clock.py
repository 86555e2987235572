from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from local_aws.athena import AthenaSql
from local_aws.athena.translation.clock import statement_time
from tests.unit.local_aws.athena.answers import answer

NOW = datetime(2026, 3, 1, 13, 4, 5, 678_000, tzinfo=UTC)


def test_every_clock_of_a_statement_shows_its_one_instant(engine: AthenaSql) -> None:
    assert answer(engine, "SELECT current_timestamp, now(), localtimestamp, current_date") == [
        (NOW, NOW, NOW.replace(tzinfo=None), date(2026, 3, 1))
    ]


@pytest.mark.usefixtures("in_auckland")
def test_the_time_zone_of_the_machine_does_not_show(engine: AthenaSql) -> None:
    assert answer(
        engine, "SELECT date_format(now() - INTERVAL '1' HOUR, '%d %H:%i'), CAST(now() AS date)"
    ) == [("01 12:04", date(2026, 3, 1))]


def test_an_instant_is_told_in_utc_and_whole_milliseconds() -> None:
    berlin = timezone(timedelta(hours=1))
    assert statement_time(datetime(2026, 3, 1, 14, 4, 5, 678_901, tzinfo=berlin)) == NOW


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-03-01T13:04:05"):
        statement_time(datetime(2026, 3, 1, 13, 4, 5))  # noqa: DTZ001 - what is refused
