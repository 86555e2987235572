import pytest
from pyiceberg.manifest import DataFileContent

from local_aws.athena import AthenaSql, RowCounts, UnsupportedTableError
from tests.integration.local_aws.athena.position_deletes import delete_positions
from tests.integration.local_aws.athena.small_lake import SmallLake

MERGE = """
    MERGE INTO states AS t USING (VALUES ('a', 9), ('b', 9), ('e', 9)) AS s(id, version) ON t.id = s.id
    WHEN MATCHED THEN UPDATE SET version = s.version
    WHEN NOT MATCHED THEN INSERT (id, version) VALUES (s.id, s.version)
"""


@pytest.fixture(autouse=True)
def files(lake: SmallLake, engine: AthenaSql) -> list[str]:
    """Two data files, of the rows a, b, c and d, e."""
    lake.create_iceberg_table("states", {"id": "string", "version": "long"}, sort_by=["id"])
    engine.execute("INSERT INTO states VALUES ('a', 1), ('b', 1), ('c', 1)")
    first = [task.file.file_path for task in lake.iceberg_table("states").scan().plan_files()]
    engine.execute("INSERT INTO states VALUES ('d', 1), ('e', 1)")
    both = [task.file.file_path for task in lake.iceberg_table("states").scan().plan_files()]
    return sorted(both, key=lambda file: file not in first)


def ids(engine: AthenaSql, where: str = "true") -> list[str | None]:
    return engine.query(f"SELECT id FROM states WHERE {where} ORDER BY 1").column(0).to_pylist()


def test_deleted_positions_are_not_read(lake: SmallLake, engine: AthenaSql, files: list[str]) -> None:
    delete_positions(lake.iceberg_table("states"), {files[0]: [1], files[1]: [0]})
    assert ids(engine) == ["a", "c", "e"]
    assert ids(engine, "id > 'a' AND version = 1") == ["c", "e"]

    delete_positions(lake.iceberg_table("states"), {files[0]: [0, 1]})
    assert ids(engine) == ["c", "e"]


def test_a_merge_takes_deleted_rows_for_gone_and_leaves_them_gone(
    lake: SmallLake, engine: AthenaSql, files: list[str]
) -> None:
    delete_positions(lake.iceberg_table("states"), {files[0]: [1], files[1]: [0]})

    assert engine.execute(MERGE) == RowCounts(inserted=1, updated=2)
    answer = engine.query("SELECT id, version FROM states ORDER BY 1").to_pylist()
    assert [(row["id"], row["version"]) for row in answer] == [("a", 9), ("b", 9), ("c", 1), ("e", 9)]


def test_equality_deletes_are_refused(lake: SmallLake, engine: AthenaSql, files: list[str]) -> None:
    delete_positions(lake.iceberg_table("states"), {files[0]: [1]}, DataFileContent.EQUALITY_DELETES)

    with pytest.raises(UnsupportedTableError, match="has equality deletes, which are not read locally"):
        ids(engine)
