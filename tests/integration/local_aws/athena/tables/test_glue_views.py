from datetime import UTC, date, datetime

import pytest

from local_aws.athena import (
    AthenaSql,
    QueryFailedError,
    StaleViewError,
    UnknownColumnError,
    UnknownTableError,
    UnsupportedStatementError,
    UnsupportedTableError,
)
from tests.integration.local_aws.athena.small_lake import SmallLake

NEWEST = """
    SELECT task_id, status, version FROM (
        SELECT *, row_number() OVER (PARTITION BY task_id ORDER BY version DESC) AS newest FROM task_events
    ) AS ranked WHERE newest = 1 AND status <> 'deleted'
"""
TYPES = {"task_id": "varchar", "status": "varchar", "version": "bigint"}


@pytest.fixture(autouse=True)
def changes(lake: SmallLake) -> None:
    lake.put(
        "dt=2026-03-01/hour=05/a.parquet",
        "SELECT * FROM (VALUES ('a', 1, 'pending'), ('a', 2, 'completed'), ('b', 1, 'pending'), ('b', 2, 'deleted')) "
        "AS t(task_id, version, status)",
    )


def test_a_view_is_a_table_of_its_own(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_view("tasks", NEWEST, TYPES)

    answer = engine.query("SELECT tasks.* FROM Tasks WHERE tasks.status = 'completed'")
    assert answer.to_pylist() == [{"task_id": "a", "status": "completed", "version": 2}]


def test_names_in_a_view_belong_to_the_views_schema(lake: SmallLake) -> None:
    lake.create_view("tasks", NEWEST, TYPES)

    elsewhere = lake.engine("2026-03-01T13:00:00Z", database="elsewhere")
    assert elsewhere.query(f"SELECT task_id FROM {lake.name}.tasks").to_pylist() == [{"task_id": "a"}]


def test_a_view_has_the_types_it_declares(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_view(
        "typed",
        "SELECT sum(version) AS n, 1 AS small, NULL AS day, max(occurred_at) AS at, array_agg(status) AS all_of FROM task_events",
        {"n": "bigint", "small": "bigint", "day": "date", "at": "timestamp(3)", "all_of": "array(varchar)"},
    )

    answer = engine.query("SELECT * FROM typed")
    assert [str(kind) for kind in answer.schema.types] == [
        "int64",
        "int64",
        "date32[day]",
        "timestamp[ms]",
        "list<l: string>",
    ]


def test_a_statement_has_one_instant_in_all_its_views(lake: SmallLake) -> None:
    lake.create_view(
        "inner_clock",
        "SELECT current_timestamp AS now, current_date AS today",
        {"now": "timestamp(3) with time zone", "today": "date"},
    )
    lake.create_view(
        "clock",
        "SELECT now, today FROM inner_clock WHERE now = current_timestamp",
        {"now": "timestamp(3) with time zone", "today": "date"},
    )
    ticking = iter(
        datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC).replace(microsecond=tick)
        for tick in range(0, 999_000, 1000)
    )
    answer = lake.engine(ticking).query("SELECT today, now = current_timestamp AS same FROM clock")
    assert answer.to_pylist() == [{"today": date(2026, 3, 1), "same": True}]


def test_a_view_is_stale_when_its_columns_changed(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_view("tasks", NEWEST, {"task_id": "varchar", "state": "varchar", "version": "bigint"})

    with pytest.raises(
        StaleViewError,
        match=f"^in view {lake.name}.tasks: it declares task_id, state, version; its SQL gives task_id, status, version$",
    ):
        engine.query("SELECT * FROM tasks")


def test_a_view_of_itself_is_refused(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_view("one", "SELECT x FROM other", {"x": "bigint"})
    lake.create_view("other", "SELECT x FROM one", {"x": "bigint"})

    with pytest.raises(StaleViewError, match=f"view {lake.name}.one refers to itself$"):
        engine.query("SELECT * FROM one")


@pytest.mark.parametrize(
    ("sql", "error", "message"),
    [
        (
            "SELECT nosuch AS x FROM task_events",
            UnknownColumnError,
            "^in view .*.broken: column nosuch does not exist",
        ),
        ("SELECT x FROM nosuch", UnknownTableError, "^in view .*.broken: table .*.nosuch does not exist"),
        ("DROP TABLE task_events", UnsupportedStatementError, "^in view .*.broken: this DROP statement"),
    ],
)
def test_what_is_wrong_inside_a_view_names_the_view(
    lake: SmallLake, engine: AthenaSql, sql: str, error: type[Exception], message: str
) -> None:
    lake.create_view("broken", sql, {"x": "bigint"})

    with pytest.raises(error, match=message):
        engine.query("SELECT * FROM broken")


def test_a_value_that_does_not_fit_its_declared_type_fails(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_view("numbers", "SELECT task_id AS n FROM task_events", {"n": "bigint"})

    with pytest.raises(QueryFailedError, match="Could not convert string 'a' to INT64"):
        engine.query("SELECT n FROM numbers")


def test_a_view_of_another_engine_is_refused(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_raw_view("hive_view", "SELECT 1")

    with pytest.raises(UnsupportedTableError, match="hive_view: the view's text is not a Presto view"):
        engine.query("SELECT * FROM hive_view")
