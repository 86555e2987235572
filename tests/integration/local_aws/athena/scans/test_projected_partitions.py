from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.athena import AthenaSql
from tests.integration.local_aws.athena.small_lake import SmallLake


class Requests:
    """What was asked of S3: prefixes of listings and where they begin, and keys of objects."""

    def __init__(self) -> None:
        self.listed: list[str] = []
        self.begun: list[str] = []
        self.fetched: list[str] = []

    def record(self, params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        del context
        if "Prefix" in params:
            self.listed.append(params["Prefix"])
            self.begun.append(params["StartAfter"])
        else:
            self.fetched.append(params["Key"])


@pytest.fixture
def requests(lake: SmallLake) -> Iterator[Requests]:
    recorded, events = Requests(), lake.session.client("s3").meta.events
    names = [f"provide-client-params.s3.{name}" for name in ("ListObjectsV2", "GetObject")]
    for name in names:
        events.register(name, recorded.record)
    yield recorded
    for name in names:
        events.unregister(name, recorded.record)


@pytest.fixture
def hours(lake: SmallLake) -> None:
    for day, hour in (("2026-02-27", "23"), ("2026-02-28", "05"), ("2026-03-01", "05"), ("2026-03-01", "06")):
        lake.put(f"dt={day}/hour={hour}/a.parquet", f"SELECT '{day[-2:]}T{hour}' AS task_id")


def tasks(engine: AthenaSql, rest: str = "") -> list[str]:
    rows = engine.query(f"SELECT task_id FROM task_events {rest}").to_pylist()
    return sorted(row["task_id"] for row in rows)


@pytest.mark.usefixtures("hours")
def test_objects_outside_the_projected_range_are_not_seen(lake: SmallLake) -> None:
    assert tasks(lake.engine("2026-03-01T13:00:00Z")) == ["01T05", "01T06", "27T23", "28T05"]
    assert tasks(lake.engine("2026-03-30T13:00:00Z")) == ["01T05", "01T06", "28T05"]
    assert tasks(lake.engine("2026-02-26T23:59:00Z")) == ["27T23"]
    assert tasks(lake.engine("2026-02-26T23:59:00Z"), "WHERE dt = '2026-03-01'") == []


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize(
    ("where", "expected", "first"),
    [
        ("dt = '2026-03-01' AND hour = 5", ["01T05"], "2026-03-01"),
        ("dt >= date_format(current_date - INTERVAL '1' DAY, '%Y-%m-%d')", ["01T05", "01T06", "28T05"], "2026-02-28"),
        ("dt BETWEEN '2026-02-27' AND '2026-02-28' AND (hour > 22 OR hour < 3)", ["27T23"], "2026-02-27"),
        ("DT IN ('2026-02-28', '2027-01-01')", ["28T05"], "2026-02-28"),
        ("dt = '2027-01-01'", [], None),
    ],
)  # fmt: skip
def test_the_where_prunes_folders_before_they_are_listed_at_once(
    engine: AthenaSql, requests: Requests, where: str, expected: list[str], first: str | None
) -> None:
    assert tasks(engine, f"WHERE {where}") == expected
    assert requests.begun == ([f"raw/task_events/dt={first}/hour="] if first else [])
    assert len(requests.fetched) == len(expected)


@pytest.mark.usefixtures("hours")
def test_a_table_is_listed_at_once_where_no_folder_is_pruned(engine: AthenaSql, requests: Requests) -> None:
    assert tasks(engine, "WHERE hour = 5") == ["01T05", "28T05"]
    assert requests.listed == ["raw/task_events/dt="]
    assert len(requests.fetched) == 2


@pytest.mark.usefixtures("hours")
def test_each_reference_to_a_table_is_pruned_by_its_own_where(engine: AthenaSql) -> None:
    answer = engine.query("""
        SELECT (SELECT count(*) FROM task_events WHERE dt = '2026-03-01') AS march, count(*) AS earlier
        FROM task_events WHERE dt < '2026-03-01'
    """)
    assert answer.to_pylist() == [{"march": 2, "earlier": 2}]
