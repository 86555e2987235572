from datetime import UTC, datetime

import pytest

from local_aws.athena.scans.projected_values import KeyProjection, ProjectionError

NOW = datetime(2026, 3, 1, 13, 4, 5, tzinfo=UTC)


def values(**parameters: str) -> list[str]:
    named = {f"projection.key.{name.replace('_', '.')}": value for name, value in parameters.items()}
    return sorted(KeyProjection("key", named).values(NOW))


def dates(date_range: str, **parameters: str) -> list[str]:
    return values(**{"type": "date", "format": "yyyy-MM-dd", "range": date_range} | parameters)


def test_a_range_of_dates_has_both_its_ends() -> None:
    assert dates("2026-02-27,2026-03-01") == ["2026-02-27", "2026-02-28", "2026-03-01"]


@pytest.mark.parametrize(
    ("date_range", "expected"),
    [
        ("NOW-2DAYS,NOW+1DAYS", ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]),
        ("NOW - 1 DAY , NOW", ["2026-02-28", "2026-03-01"]),
        ("NOW-14HOURS,NOW", ["2026-02-28", "2026-03-01"]),
        ("NOW+1WEEK,2026-03-09", ["2026-03-08", "2026-03-09"]),
        ("NOW,2026-02-01", []),
    ],
)
def test_now_is_a_moment_of_the_statement(date_range: str, expected: list[str]) -> None:
    assert dates(date_range) == expected


def test_months_and_years_follow_the_calendar() -> None:
    assert values(type="date", format="yyyy-MM", range="NOW-3MONTHS,NOW") == [
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert values(type="date", format="yyyy", range="NOW-1YEARS,NOW", interval_unit="YEARS") == [
        "2025",
        "2026",
    ]
    assert dates("2026-01-31,2026-03-31", interval_unit="MONTHS") == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
    ]


def test_an_interval_leaves_values_out() -> None:
    assert dates("2026-03-01,2026-03-06", interval="2") == ["2026-03-01", "2026-03-03", "2026-03-05"]
    assert values(type="integer", range="0,23", interval="12") == ["0", "12"]


def test_hours_are_projected_into_dates_that_have_them() -> None:
    assert values(
        type="date", format="yyyy/MM/dd/HH", range="NOW-2HOURS,NOW", interval="1", interval_unit="HOURS"
    ) == ["2026/03/01/11", "2026/03/01/12", "2026/03/01/13"]


def test_integers_are_padded_to_their_digits() -> None:
    assert values(type="integer", range="8,10", digits="2") == ["08", "09", "10"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "^projection.key.type: is missing$"),
        ({"type": "enum"}, "^projection.key.type: 'enum' is not supported$"),
        ({"type": "integer"}, "^projection.key.range: is missing$"),
        ({"type": "integer", "range": "1"}, "^projection.key.range: '1': "),
        ({"type": "integer", "range": "a,b"}, "^projection.key.range: 'a,b': "),
        ({"type": "integer", "range": "1,2", "interval": "0"}, "^projection.key.interval: 0 is not positive$"),
        ({"type": "date", "format": "QQ", "range": "NOW,NOW"}, "^projection.key.format: 'QQ'"),
        ({"type": "date", "format": "yyyy-MM-dd", "range": "NOW-1EONS,NOW"}, "'EONS' is not a unit of time"),
        ({"type": "date", "format": "yyyy-MM-dd", "range": "yesterday,NOW"}, "^projection.key.range: 'yesterday,NOW'"),
        ({"type": "date", "format": "yyyy-MM-dd HH", "range": "NOW,NOW"}, "^projection.key.interval.unit: is missing$"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(parameters: dict[str, str], message: str) -> None:
    with pytest.raises(ProjectionError, match=message):
        values(**parameters)
