"""MERGE as maintenance uses it: states by key, history by change, from raw events that come late, twice and out of order."""

import time
from datetime import datetime

import pytest

from local_aws.athena import (
    AthenaSql,
    QueryFailedError,
    RowCounts,
)
from tests.integration.local_aws.athena.small_lake import SmallLake

STATES = {
    "task_id": "string",
    "created_at": "timestamp",
    "version": "long",
    "op": "string",
    "title": "string",
}
HISTORY = {"task_id": "string", "created_at": "timestamp", "version": "long", "occurred_at": "timestamp"}
EVENTS = {
    "task_id": "string",
    "created_at": "timestamp",
    "version": "bigint",
    "op": "string",
    "title": "string",
    "occurred_at": "timestamp",
}
MERGE_STATES = """
    MERGE INTO task_states AS t
    USING (
        SELECT * FROM (
            SELECT *, row_number() OVER (PARTITION BY task_id ORDER BY created_at DESC, version DESC) AS newest
            FROM events WHERE dt >= date_format(localtimestamp - INTERVAL '3' DAY, '%Y-%m-%d')
        ) AS ranked
        WHERE newest = 1
    ) AS s
    ON t.task_id = s.task_id
    WHEN MATCHED AND (s.created_at > t.created_at OR (s.created_at = t.created_at AND s.version > t.version))
        THEN UPDATE SET created_at = s.created_at, version = s.version, op = s.op, title = s.title
    WHEN NOT MATCHED THEN INSERT (task_id, created_at, version, op, title)
        VALUES (s.task_id, s.created_at, s.version, s.op, s.title)
"""
MERGE_HISTORY = """
    MERGE INTO task_history AS t
    USING (
        SELECT * FROM (
            SELECT *, row_number() OVER (PARTITION BY task_id, created_at, version ORDER BY occurred_at) AS copy
            FROM events
        ) AS numbered
        WHERE copy = 1
    ) AS s
    ON t.occurred_at >= current_timestamp - INTERVAL '35' DAY AND t.occurred_at = s.occurred_at
        AND t.task_id = s.task_id AND t.created_at = s.created_at AND t.version = s.version
    WHEN NOT MATCHED THEN INSERT (task_id, created_at, version, occurred_at)
        VALUES (s.task_id, s.created_at, s.version, s.occurred_at)
"""


@pytest.fixture(autouse=True)
def tables(lake: SmallLake) -> None:
    lake.create_table("events", columns=EVENTS)
    lake.create_iceberg_table("task_states", STATES, partition=("task_id", "bucket[4]"), sort_by=["task_id"])
    lake.create_iceberg_table(
        "task_history", HISTORY, partition=("occurred_at", "day"), sort_by=["task_id", "version"]
    )


def event(
    task: str, version: int, *, created: str = "2026-02-27", op: str = "update", at: str = "10:00:00.5"
) -> str:
    return (
        f"SELECT '{task}' AS task_id, TIMESTAMP '{created}' AS created_at, {version}::BIGINT AS version, '{op}' AS op, "
        f"'{task}{version}' AS title, TIMESTAMP '2026-02-28 {at}' AS occurred_at"
    )


def put(lake: SmallLake, name: str, *events: str) -> None:
    lake.put(f"dt=2026-03-01/hour=05/{name}.parquet", " UNION ALL ".join(events), table="events")


def test_new_changes_come_in_and_newer_ones_replace_older(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("a", 1), event("b", 1), event("b", 2))
    assert engine.execute(MERGE_STATES) == RowCounts(inserted=2)
    put(lake, "second", event("a", 2), event("c", 1))
    assert engine.execute(MERGE_STATES) == RowCounts(inserted=1, updated=1)

    states = engine.query("SELECT task_id, version, title FROM task_states ORDER BY 1").to_pylist()
    assert states == [
        {"task_id": "a", "version": 2, "title": "a2"},
        {"task_id": "b", "version": 2, "title": "b2"},
        {"task_id": "c", "version": 1, "title": "c1"},
    ]


@pytest.mark.parametrize(
    ("statement", "table"), [(MERGE_STATES, "task_states"), (MERGE_HISTORY, "task_history")]
)
def test_a_second_run_changes_nothing_and_commits_nothing(
    lake: SmallLake, engine: AthenaSql, statement: str, table: str
) -> None:
    put(lake, "first", *(event(f"task{number}", 1) for number in range(250)))
    put(lake, "second", *(event(f"task{number}", 2) for number in range(10)))
    assert engine.execute(statement).inserted in (250, 260)
    metadata = lake.iceberg_table(table).metadata_location

    assert engine.execute(statement) == RowCounts()
    assert lake.iceberg_table(table).metadata_location == metadata


def test_equal_copies_in_different_partitions_count_once(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("a", 1))
    assert engine.execute(MERGE_HISTORY) == RowCounts(inserted=1)
    lake.put("dt=2026-02-28/hour=23/copy.parquet", event("a", 1), table="events")
    lake.put("dt=2026-03-01/hour=06/copy.parquet", event("a", 1), table="events")

    assert engine.execute(MERGE_HISTORY) == RowCounts()
    assert engine.query("SELECT count(*) AS n FROM task_history").to_pylist() == [{"n": 1}]


def test_a_deleted_key_that_is_created_again_wins_over_its_tombstone(
    lake: SmallLake, engine: AthenaSql
) -> None:
    put(lake, "deleted", event("a", 7), event("a", 8, op="delete"))
    engine.execute(MERGE_STATES)
    put(lake, "again", event("a", 1, created="2026-02-28", op="insert"))
    assert engine.execute(MERGE_STATES) == RowCounts(updated=1)
    put(lake, "late", event("a", 9))

    assert engine.execute(MERGE_STATES) == RowCounts()
    assert engine.query("SELECT version, op FROM task_states").to_pylist() == [{"version": 1, "op": "insert"}]


def test_raw_microseconds_are_the_same_change_as_their_milliseconds(
    lake: SmallLake, engine: AthenaSql
) -> None:
    put(lake, "micros", event("a", 1, at="10:00:00.123456"), event("b", 1, at="10:00:00.123500"))
    assert engine.execute(MERGE_HISTORY) == RowCounts(inserted=2)

    assert engine.execute(MERGE_HISTORY) == RowCounts()
    times = engine.query("SELECT occurred_at FROM task_history ORDER BY task_id").column(0)
    assert str(times.type) == "timestamp[us]"
    assert times.to_pylist() == [
        datetime.fromisoformat("2026-02-28 10:00:00.123"),
        datetime.fromisoformat("2026-02-28 10:00:00.124"),
    ]


def test_a_row_that_two_rows_of_the_source_match_is_refused(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("a", 1))
    engine.execute(MERGE_STATES)

    with pytest.raises(QueryFailedError, match="matched more than one source row"):
        engine.execute(
            "MERGE INTO task_states AS t USING (VALUES ('a', 5), ('a', 6)) AS s(id, version) ON t.task_id = s.id "
            "WHEN MATCHED THEN UPDATE SET version = s.version"
        )
    assert engine.query("SELECT version FROM task_states").to_pylist() == [{"version": 1}]


def test_matched_rows_may_be_deleted_and_a_whole_file_with_them(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("a", 1), event("b", 1), event("c", 1))
    engine.execute(MERGE_STATES)

    counts = engine.execute(
        "MERGE INTO task_states AS t USING (VALUES 'a', 'b', 'd') AS s(id) ON t.task_id = s.id "
        "WHEN MATCHED AND s.id = 'a' THEN UPDATE SET version = t.version + 1 "
        "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (task_id) VALUES (s.id)"
    )
    assert counts == RowCounts(inserted=1, updated=1, deleted=1)
    states = engine.query("SELECT task_id, version FROM task_states ORDER BY 1").to_pylist()
    assert states == [
        {"task_id": "a", "version": 2},
        {"task_id": "c", "version": 1},
        {"task_id": "d", "version": None},
    ]


def test_the_source_may_be_a_view_and_the_target_itself(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("a", 1))
    engine.execute(MERGE_STATES)
    lake.create_view(
        "next_versions",
        "SELECT task_id, version + 1 AS version FROM task_states",
        {"task_id": "varchar", "version": "bigint"},
    )

    counts = engine.execute(
        "MERGE INTO task_states USING next_versions AS s ON task_states.task_id = s.task_id "
        "WHEN MATCHED THEN UPDATE SET version = s.version"
    )
    assert counts == RowCounts(updated=1)
    assert engine.query("SELECT version FROM task_states").to_pylist() == [{"version": 2}]


def test_columns_that_an_insert_does_not_name_are_all_columns(engine: AthenaSql) -> None:
    counts = engine.execute(
        "MERGE INTO task_history AS t USING (VALUES ('a', 1)) AS s(id, version) ON t.task_id = s.id "
        "WHEN NOT MATCHED THEN INSERT VALUES (s.id, localtimestamp, s.version, localtimestamp)"
    )
    assert counts == RowCounts(inserted=1)
    assert engine.query("SELECT * FROM task_history").to_pylist() == [
        {
            "task_id": "a",
            "created_at": datetime.fromisoformat("2026-03-01 13:04:05.678"),
            "version": 1,
            "occurred_at": datetime.fromisoformat("2026-03-01 13:04:05.678"),
        }
    ]


def test_rows_are_sorted_by_the_tables_sort_order(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("c", 1), event("a", 2), event("b", 1), event("a", 1))
    engine.execute(MERGE_HISTORY)

    answer = engine.query("SELECT task_id, version FROM task_history").to_pylist()
    assert [(row["task_id"], row["version"]) for row in answer] == [("a", 1), ("a", 2), ("b", 1), ("c", 1)]


def test_an_empty_source_changes_nothing(lake: SmallLake, engine: AthenaSql) -> None:
    assert engine.execute(MERGE_STATES) == RowCounts()
    assert lake.iceberg_table("task_states").current_snapshot() is None


def test_the_zone_of_the_machine_does_not_matter(
    lake: SmallLake, engine: AthenaSql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        put(lake, "first", event("a", 1, at="23:30:00"))
        assert engine.execute(MERGE_HISTORY) == RowCounts(inserted=1)
        assert engine.execute(MERGE_HISTORY) == RowCounts()
        assert engine.query("SELECT occurred_at FROM task_history").to_pylist() == [
            {"occurred_at": datetime.fromisoformat("2026-02-28 23:30")}
        ]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_matches_may_be_bounded_by_a_subquery(lake: SmallLake, engine: AthenaSql) -> None:
    put(lake, "first", event("a", 1), event("b", 1, at="11:00:00"))
    engine.execute(MERGE_HISTORY)

    bounded = """
        MERGE INTO task_history AS t
        USING events AS s
        ON t.task_id = s.task_id AND t.occurred_at >= (SELECT max(occurred_at) FROM events WHERE version = {})
        WHEN MATCHED THEN DELETE
    """
    assert engine.execute(bounded.format(2)) == RowCounts(), "nothing is later than the NULL of no row"
    assert engine.execute(bounded.format(1)) == RowCounts(deleted=1)
    assert engine.query("SELECT task_id FROM task_history").to_pylist() == [{"task_id": "a"}]
