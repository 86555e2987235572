"""ALTER TABLE: an added column is NULL in what was written before, which reads as before."""

import pytest

from local_aws.athena import AthenaSql, QueryFailedError, RowCounts
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def states(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"})
    engine.execute("INSERT INTO states VALUES ('a', 1)")


def test_old_files_and_old_snapshots_still_read(lake: SmallLake, engine: AthenaSql) -> None:
    before = lake.iceberg_table("states").metadata.current_snapshot_id
    added = engine.execute(
        "ALTER TABLE states ADD COLUMNS (estimate bigint COMMENT 'Minutes.', tags array<string>)"
    )
    assert added == RowCounts()
    engine.execute("INSERT INTO states (id, estimate, tags) VALUES ('b', 5, ARRAY['x'])")

    assert engine.query("SELECT * FROM states ORDER BY id").to_pylist() == [
        {"id": "a", "version": 1, "estimate": None, "tags": None},
        {"id": "b", "version": None, "estimate": 5, "tags": ["x"]},
    ]
    old = engine.query(f"SELECT * FROM states FOR VERSION AS OF {before}").to_pylist()
    assert old == [{"id": "a", "version": 1}]
    assert engine.query("SELECT id FROM states WHERE estimate > 4").to_pylist() == [{"id": "b"}]
    assert engine.query("SELECT id FROM states WHERE estimate IS NULL").to_pylist() == [{"id": "a"}]
    assert engine.query("DESCRIBE states").to_pylist()[2:] == [
        {"col_name": "estimate", "data_type": "bigint", "comment": "Minutes."},
        {"col_name": "tags", "data_type": "array<string>", "comment": ""},
    ]


def test_a_renamed_column_keeps_its_values(lake: SmallLake, engine: AthenaSql) -> None:
    with lake.iceberg_table("states").update_schema() as schema:
        schema.rename_column("version", "revision")

    assert engine.query("SELECT revision FROM states").to_pylist() == [{"revision": 1}]
    assert [row["field"] for row in engine.query("SHOW COLUMNS IN states").to_pylist()] == ["id", "revision"]


def test_a_column_that_is_there_in_other_letters_is_not_added(lake: SmallLake, engine: AthenaSql) -> None:
    with lake.iceberg_table("states").update_schema() as schema:
        schema.rename_column("version", "Version")

    with pytest.raises(QueryFailedError, match="name already exists: version"):
        engine.execute("ALTER TABLE states ADD COLUMNS (version int)")


def test_a_merge_fills_the_new_column_of_old_rows(engine: AthenaSql) -> None:
    engine.execute("ALTER TABLE states ADD COLUMNS (estimate int)")

    counts = engine.execute(
        "MERGE INTO states AS t USING (VALUES ('a', 3)) AS s(id, estimate) ON t.id = s.id "
        "WHEN MATCHED THEN UPDATE SET estimate = s.estimate"
    )
    assert counts == RowCounts(updated=1)
    assert engine.query("SELECT * FROM states").to_pylist() == [{"id": "a", "version": 1, "estimate": 3}]


def test_a_column_is_described(engine: AthenaSql) -> None:
    engine.execute("ALTER TABLE states ADD COLUMNS (tags array<string>)")
    engine.execute(r"ALTER TABLE states CHANGE COLUMN version version bigint COMMENT 'It\'s the newest.'")
    engine.execute("ALTER TABLE states CHANGE tags tags array<string> COMMENT 'Labels.'")
    assert engine.query("DESCRIBE states").to_pylist() == [
        {"col_name": "id", "data_type": "string", "comment": ""},
        {"col_name": "version", "data_type": "bigint", "comment": "It's the newest."},
        {"col_name": "tags", "data_type": "array<string>", "comment": "Labels."},
    ]


def test_what_maintenance_does_is_set_and_the_other_properties_stay(
    lake: SmallLake, engine: AthenaSql
) -> None:
    before = lake.iceberg_table("states").properties
    engine.execute("ALTER TABLE states SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds' = '86400')")
    assert lake.iceberg_table("states").properties == {**before, "vacuum_max_snapshot_age_seconds": "86400"}
