from dataclasses import replace
from datetime import datetime

import pytest

from local_aws.athena import AthenaSql, QueryFailedError, UnknownColumnError, UnknownTableError
from tests.integration.local_aws.athena.small_lake import SmallLake


def test_rows_come_with_the_types_of_the_table_and_its_partition_keys(
    lake: SmallLake, engine: AthenaSql
) -> None:
    lake.put(
        "dt=2026-03-01/hour=05/a.parquet",
        "SELECT 'a' AS task_id, 1::BIGINT AS version, 'pending' AS status, "
        "TIMESTAMP_MS '2026-03-01 05:06:07.123' AS occurred_at, ['title', 'status'] AS changed",
    )

    answer = engine.query("SELECT * FROM task_events")

    assert answer.to_pylist() == [
        {
            "task_id": "a",
            "version": 1,
            "status": "pending",
            "occurred_at": datetime.fromisoformat("2026-03-01 05:06:07.123"),
            "changed": ["title", "status"],
            "dt": "2026-03-01",
            "hour": 5,
        }
    ]


def test_a_table_without_rows_has_its_types(engine: AthenaSql) -> None:
    answer = engine.query("SELECT * FROM task_events")

    assert answer.num_rows == 0
    assert {name: str(kind) for name, kind in zip(answer.column_names, answer.schema.types, strict=True)} == {
        "task_id": "string",
        "version": "int64",
        "status": "string",
        "occurred_at": "timestamp[ms]",
        "changed": "list<l: string>",
        "dt": "string",
        "hour": "int32",
    }


def test_a_timestamp_is_rounded_to_milliseconds(lake: SmallLake, engine: AthenaSql) -> None:
    lake.put(
        "dt=2026-03-01/hour=05/a.parquet", "SELECT TIMESTAMP '2026-03-01 05:06:07.123500' AS occurred_at"
    )

    assert engine.query("SELECT occurred_at FROM task_events").to_pylist() == [
        {"occurred_at": datetime.fromisoformat("2026-03-01 05:06:07.124")}
    ]


def test_files_of_other_schema_versions_are_read_as_the_table_declares(
    lake: SmallLake, engine: AthenaSql
) -> None:
    lake.put(
        "dt=2026-03-01/hour=05/a-new.parquet",
        "SELECT 'new' AS task_id, 'x' AS added_later, 2::INTEGER AS version",
    )
    lake.put("dt=2026-03-01/hour=05/b-old.parquet", "SELECT ['b'] AS changed, 'old' AS task_id")

    assert engine.query("SELECT task_id, version, changed FROM task_events ORDER BY 1").to_pylist() == [
        {"task_id": "new", "version": 2, "changed": None},
        {"task_id": "old", "version": None, "changed": ["b"]},
    ]
    with pytest.raises(UnknownColumnError, match="added_later"):
        engine.query("SELECT added_later FROM task_events")


def test_the_newest_content_of_an_object_counts(lake: SmallLake, engine: AthenaSql) -> None:
    query = "SELECT task_id FROM task_events"
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'first' AS task_id")
    assert engine.query(query).to_pylist() == [{"task_id": "first"}]

    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'second' AS task_id")
    assert engine.query(query).to_pylist() == [{"task_id": "second"}]

    lake.delete("dt=2026-03-01/hour=05/a.parquet")
    assert engine.query(query).to_pylist() == []


def test_hidden_objects_and_folder_markers_are_passed_over(lake: SmallLake, engine: AthenaSql) -> None:
    for name in ("", "_SUCCESS", ".a.parquet.crc"):
        lake.put_bytes(f"dt=2026-03-01/hour=05/{name}", b"not Parquet")

    assert engine.query("SELECT count(*) AS n FROM task_events").to_pylist() == [{"n": 0}]


def test_the_mirror_may_lie_in_any_folder(lake: SmallLake) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'a' AS task_id")
    lake = replace(lake, folder=lake.folder / "it's [1] *.parquet?")

    answer = lake.engine("2026-03-01T13:00:00Z").query("SELECT task_id FROM task_events")
    assert answer.to_pylist() == [{"task_id": "a"}]


def test_an_object_that_is_no_parquet_fails_the_query(lake: SmallLake, engine: AthenaSql) -> None:
    lake.put_bytes("dt=2026-03-01/hour=05/a.parquet", b"not Parquet")

    with pytest.raises(
        QueryFailedError, match=f"s3://{lake.name}/raw/task_events/dt=2026-03-01/hour=05/a.parquet"
    ):
        engine.query("SELECT task_id FROM task_events")


@pytest.mark.parametrize(
    "name",
    ["task_events", "Task_Events", '"TASK_EVENTS"', "{db}.task_events", "AwsDataCatalog.{db}.task_events"],
)
def test_names_of_tables_have_no_case_and_may_be_qualified(
    lake: SmallLake, engine: AthenaSql, name: str
) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'a' AS task_id")

    answer = engine.query(f"SELECT TASK_ID AS task FROM {name.format(db=lake.name)}")
    assert answer.to_pylist() == [{"task": "a"}]


def test_a_table_may_be_called_by_its_name_or_its_alias(lake: SmallLake, engine: AthenaSql) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'a' AS task_id, 1 AS version UNION ALL SELECT 'a', 2")

    answer = engine.query("""
        SELECT task_events.version, later.version AS next FROM task_events
        JOIN task_events AS later ON later.task_id = task_events.task_id AND later.version = task_events.version + 1
    """)
    assert answer.to_pylist() == [{"version": 1, "next": 2}]


@pytest.mark.parametrize(
    "query",
    [
        "WITH task_events AS (SELECT 'cte' AS task_id) SELECT task_id FROM task_events",
        "WITH Task_Events AS (SELECT 'cte' AS task_id) SELECT task_id FROM task_eventS",
        "SELECT task_id FROM (WITH task_events AS (SELECT 'cte' AS task_id) SELECT * FROM task_events) AS x",
        "WITH nosuch AS (SELECT 'cte' AS task_id) SELECT task_id FROM nosuch WHERE task_id IN (SELECT task_id FROM nosuch)",
    ],
)
def test_a_cte_shadows_a_table(lake: SmallLake, engine: AthenaSql, query: str) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'table' AS task_id")

    assert engine.query(query).to_pylist() == [{"task_id": "cte"}]


def test_a_cte_may_be_made_of_the_table_it_shadows(lake: SmallLake, engine: AthenaSql) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'table' AS task_id")

    answer = engine.query("""
        WITH task_events AS (SELECT task_id || '!' AS task_id FROM task_events)
        SELECT task_id FROM task_events AS t
        WHERE EXISTS (SELECT 1 FROM task_events WHERE task_id = t.task_id)
    """)
    assert answer.to_pylist() == [{"task_id": "table!"}]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("task_event", r"^table {db}.task_event does not exist; did you mean task_events\?$"),
        ("zzz", r"^table {db}.zzz does not exist; SHOW TABLES lists what there is.$"),
        ("nowhere.task_events", r"^database nowhere does not exist$"),
        ("hive.{db}.task_events", r"^catalog hive does not exist; there is only awsdatacatalog$"),
    ],
)
def test_an_unknown_table_is_named(lake: SmallLake, engine: AthenaSql, name: str, message: str) -> None:
    with pytest.raises(UnknownTableError, match=message.format(db=lake.name)):
        engine.query(f"SELECT * FROM {name.format(db=lake.name)}")
