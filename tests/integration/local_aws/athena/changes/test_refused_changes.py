"""Statements that are refused or fail: each says why, and nothing is written."""

import pytest

from local_aws.athena import (
    AthenaSql,
    QueryFailedError,
    SqlError,
    SqlSyntaxError,
    TypeMismatchError,
    UnknownColumnError,
    UnknownTableError,
    UnsupportedStatementError,
)
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake


@pytest.fixture(scope="module")
def lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """For all tests of this file."""
    lake = make_lake(session, tmp_path_factory.mktemp("refused"))
    lake.put("dt=2026-03-01/hour=05/a.parquet", "SELECT 'a' AS task_id")
    lake.create_iceberg_table("states", {"id": "string", "version": "long", "at": "timestamp"})
    lake.engine("2026-03-01T13:00:00Z").execute("INSERT INTO states (id) VALUES ('a'), ('b')")
    return lake


@pytest.mark.parametrize(
    ("statement", "error", "message"),
    [
        ("MERGE INTO task_events AS t USING states AS s ON t.task_id = s.id WHEN MATCHED THEN DELETE", UnsupportedStatementError, "task_events is a table of raw Parquet objects; only Iceberg tables can be changed"),
        ("MERGE INTO nosuch AS t USING task_events AS s ON t.id = s.task_id WHEN MATCHED THEN DELETE", UnknownTableError, "nosuch does not exist"),
        ("MERGE INTO states AS t USING nosuch AS s ON t.id = s.task_id WHEN MATCHED THEN DELETE", UnknownTableError, "nosuch does not exist"),
        ("MERGE INTO states AS t USING task_events AS s ON t.id = s.nosuch WHEN MATCHED THEN DELETE", UnknownColumnError, "nosuch"),
        ("MERGE INTO states AS t USING task_events AS s ON t.id = s.task_id WHEN MATCHED THEN UPDATE SET nosuch = 1", SqlError, "nosuch"),
        ("MERGE INTO states AS t USING task_events AS s ON t.id = s.task_id WHEN NOT MATCHED BY SOURCE THEN DELETE", UnsupportedStatementError, "NOT MATCHED BY SOURCE"),
        ("MERGE INTO states AS t USING task_events AS s ON t.id = s.task_id WHEN NOT MATCHED THEN INSERT *", UnsupportedStatementError, "name the columns"),
        ("MERGE INTO states AS t USING task_events AS s ON t.id = s.task_id WHEN MATCHED AND t.id IN (SELECT task_id FROM task_events) THEN DELETE", UnsupportedStatementError, "in USING and ON only"),
        ("MERGE INTO states AS t USING task_events AS s ON t.id = (SELECT x FROM (VALUES 'a', 'b') AS v (x)) WHEN MATCHED THEN DELETE", QueryFailedError, "multiple rows"),
        ("MERGE INTO states AS t USING task_events AS s", SqlSyntaxError, "line 1, column 45, at 's'"),
        ("DROP TABLE states", UnsupportedStatementError, "makes and drops tables in a scratch database alone"),
        ("SELECT 1", UnsupportedStatementError, "MERGE INTO, DELETE FROM"),
        ("DELETE FROM task_events", UnsupportedStatementError, "only Iceberg tables can be changed"),
        ("DELETE FROM states WHERE nosuch = 1", UnknownColumnError, "nosuch"),
        ("INSERT INTO states VALUES ('a')", TypeMismatchError, "Insert query has 1 columns, the table 3"),
        ("INSERT INTO states (id) VALUES ('a'); DELETE FROM states", UnsupportedStatementError, "one statement at a time"),
        ("INSERT INTO states", UnsupportedStatementError, "this form of INSERT"),
        ("DELETE FROM states WHERE", SqlSyntaxError, "line 1"),
        ("UPDATE states SET at = 'x'", TypeMismatchError, r"timestamp\(6\) = varchar\(1\)"),
        ("ALTER TABLE states ADD COLUMNS (fresh int, Version int)", QueryFailedError, "name already exists: version"),
        ("ALTER TABLE states ADD COLUMNS (x int, X string)", QueryFailedError, "multiple fields for name x"),
        ("ALTER TABLE states ADD COLUMNS (x varchar(10))", UnsupportedStatementError, r"a column of type VARCHAR\(10\) cannot be added"),
        ("ALTER TABLE states ADD COLUMN x int", UnsupportedStatementError, "only ADD COLUMNS"),
        ("ALTER TABLE states DROP COLUMN id", UnsupportedStatementError, "only ADD COLUMNS"),
        ("ALTER TABLE states CHANGE COLUMN nope nope bigint COMMENT 'x'", UnknownColumnError, "has no column nope"),
        ("ALTER TABLE states CHANGE COLUMN version revision bigint COMMENT 'x'", UnsupportedStatementError, "only the COMMENT"),
        ("ALTER TABLE states CHANGE COLUMN version version string COMMENT 'x'", UnsupportedStatementError, "only the COMMENT"),
        ("ALTER TABLE states CHANGE COLUMN version version bigint", UnsupportedStatementError, "only the COMMENT"),
        ("ALTER TABLE states SET TBLPROPERTIES ('vacuum_min_snapshots_to_keep' = '2', 'format' = 'orc')", UnsupportedStatementError, "what OPTIMIZE rewrites and VACUUM keeps"),
        ("ALTER TABLE states SET TBLPROPERTIES ('vacuum_mine' = '1')", UnsupportedStatementError, "what OPTIMIZE rewrites and VACUUM keeps"),
        ("OPTIMIZE states REWRITE DATA USING BIN_PACK WHERE id = 'a'", UnsupportedStatementError, "VACUUM table"),
        ("OPTIMIZE task_events REWRITE DATA USING BIN_PACK", UnsupportedStatementError, "only Iceberg tables can be changed"),
        ("VACUUM", SqlSyntaxError, "name a table"),
        ("VACUUM nosuch", UnknownTableError, "nosuch does not exist"),
        ("ALTER TABLE task_events ADD COLUMNS (x int)", UnsupportedStatementError, "only Iceberg tables can be changed"),
    ],
)  # fmt: skip
def test_a_refused_change_writes_nothing(
    lake: SmallLake, engine: AthenaSql, statement: str, error: type[SqlError], message: str
) -> None:
    metadata = lake.iceberg_table("states").metadata_location

    with pytest.raises(error, match=message):
        engine.execute(statement)
    assert lake.iceberg_table("states").metadata_location == metadata
