"""DELETE, UPDATE and INSERT."""

import pytest

from local_aws.athena import (
    AthenaSql,
    QueryFailedError,
    RowCounts,
    UnsupportedStatementError,
)
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def states(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table(
        "states", {"id": "string", "op": "string", "at": "timestamp"}, partition=("id", "bucket[4]")
    )
    engine.execute(
        "INSERT INTO states VALUES ('a', 'delete', TIMESTAMP '2026-01-01 00:00:00'), "
        "('b', 'update', TIMESTAMP '2026-01-01 00:00:00'), ('c', 'delete', TIMESTAMP '2026-02-28 00:00:00')"
    )


def ids(engine: AthenaSql) -> list[str | None]:
    return engine.query("SELECT id FROM states ORDER BY 1").column(0).to_pylist()


def test_rows_go_by_their_condition(engine: AthenaSql) -> None:
    delete = "DELETE FROM states WHERE op = 'delete' AND at < localtimestamp - INTERVAL '30' DAY"
    assert engine.execute(delete) == RowCounts(deleted=1)
    assert ids(engine) == ["b", "c"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM states WHERE at > TIMESTAMP '2027-01-01 00:00:00'",
        "MERGE INTO states AS t USING (VALUES 'a') AS s(id) ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
        "MERGE INTO states AS t USING task_events AS s ON t.id = s.task_id WHEN MATCHED THEN DELETE",
    ],
)
def test_a_change_of_nothing_commits_nothing(lake: SmallLake, engine: AthenaSql, statement: str) -> None:
    metadata = lake.iceberg_table("states").metadata_location

    assert engine.execute(statement) == RowCounts()
    assert lake.iceberg_table("states").metadata_location == metadata


def test_without_a_condition_all_rows_go(engine: AthenaSql) -> None:
    assert engine.execute("DELETE FROM states") == RowCounts(deleted=3)
    assert ids(engine) == []
    assert engine.execute("INSERT INTO states (id) VALUES ('d')") == RowCounts(inserted=1)
    assert ids(engine) == ["d"]


def test_a_condition_may_ask_other_tables_and_the_table_itself(lake: SmallLake, engine: AthenaSql) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'a' AS task_id UNION ALL SELECT 'b'")

    counts = engine.execute(
        "DELETE FROM states WHERE id IN (SELECT task_id FROM task_events) "
        "AND at = (SELECT min(at) FROM states) AND EXISTS (SELECT 1 FROM task_events WHERE task_id = states.id)"
    )
    assert counts == RowCounts(deleted=2)
    assert ids(engine) == ["c"]


def test_an_update_sets_what_it_computes(lake: SmallLake, engine: AthenaSql) -> None:
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'a' AS task_id")

    counts = engine.execute(
        "UPDATE states SET op = upper(op) || (SELECT max(task_id) FROM task_events), at = at + INTERVAL '1' DAY "
        "WHERE id <> 'b'"
    )
    assert counts == RowCounts(updated=2)
    changed = engine.query("SELECT id, op, CAST(at AS date) AS day FROM states ORDER BY 1").to_pylist()
    assert [(row["id"], row["op"], str(row["day"])) for row in changed] == [
        ("a", "DELETEa", "2026-01-02"),
        ("b", "update", "2026-01-01"),
        ("c", "DELETEa", "2026-03-01"),
    ]


def test_rows_of_a_query_are_inserted(engine: AthenaSql) -> None:
    insert = "INSERT INTO states (op, id) WITH n AS (SELECT id FROM states) SELECT 'copy', id || '2' FROM n"
    assert engine.execute(insert) == RowCounts(inserted=3)
    assert ids(engine) == ["a", "a2", "b", "b2", "c", "c2"]


def test_a_required_column_takes_no_null(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("keys", {"id": "string", "version": "long"}, required=["id"])
    assert engine.execute("INSERT INTO keys VALUES ('a', NULL)") == RowCounts(inserted=1)

    with pytest.raises(QueryFailedError, match=r"NOT NULL constraint failed: .*keys\"\.id"):
        engine.execute("INSERT INTO keys VALUES (NULL, 1)")
    assert engine.query("SELECT * FROM keys").to_pylist() == [{"id": "a", "version": None}]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM states", "MERGE INTO states", "ALTER TABLE states ADD COLUMNS (x int)"]
)
def test_a_query_changes_nothing(engine: AthenaSql, statement: str) -> None:
    with pytest.raises(UnsupportedStatementError, match="changes a table, which a query does not"):
        engine.query(statement)
