"""MERGE; what the lake's own statements make of it is for the tests of the lake to say."""

import pytest

from local_aws.athena import AthenaSql, QueryFailedError, RowCounts
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def states(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"}, sort_by=["id", "version"])
    engine.execute("INSERT INTO states VALUES ('c', 1), ('a', 2), ('b', 1), ('a', 1)")


def rows(engine: AthenaSql) -> list[tuple[str, int | None]]:
    answer = engine.query("SELECT id, version FROM states ORDER BY id, version").to_pylist()
    return [(row["id"], row["version"]) for row in answer]


def test_matched_rows_may_be_deleted_and_a_whole_file_with_them(engine: AthenaSql) -> None:
    counts = engine.execute(
        "MERGE INTO states AS t USING (VALUES 'a', 'b', 'd') AS s(id) ON t.id = s.id "
        "WHEN MATCHED AND t.version = 2 THEN UPDATE SET version = t.version + 1 "
        "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"
    )
    assert counts == RowCounts(inserted=1, updated=1, deleted=2)
    assert rows(engine) == [("a", 3), ("c", 1), ("d", None)]


def test_a_row_that_two_rows_of_the_source_match_is_refused(engine: AthenaSql) -> None:
    before = rows(engine)

    with pytest.raises(QueryFailedError, match="matched more than one source row"):
        engine.execute(
            "MERGE INTO states AS t USING (VALUES ('b', 5), ('b', 6)) AS s(id, version) ON t.id = s.id "
            "WHEN MATCHED THEN UPDATE SET version = s.version"
        )
    assert rows(engine) == before


def test_the_source_may_be_a_view_and_the_target_itself(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_view(
        "next_versions",
        "SELECT id, version + 1 AS version FROM states WHERE id > 'a'",
        {"id": "varchar", "version": "bigint"},
    )

    counts = engine.execute(
        "MERGE INTO states USING next_versions AS s ON states.id = s.id "
        "WHEN MATCHED THEN UPDATE SET version = s.version"
    )
    assert counts == RowCounts(updated=2)
    assert rows(engine) == [("a", 1), ("a", 2), ("b", 2), ("c", 2)]


def test_columns_that_an_insert_does_not_name_are_all_columns(engine: AthenaSql) -> None:
    counts = engine.execute(
        "MERGE INTO states AS t USING (VALUES 'd') AS s(id) ON t.id = s.id "
        "WHEN NOT MATCHED THEN INSERT VALUES (s.id, 7)"
    )
    assert counts == RowCounts(inserted=1)
    assert rows(engine)[-1] == ("d", 7)


def test_rows_are_sorted_by_the_tables_sort_order(engine: AthenaSql) -> None:
    engine.execute(
        "MERGE INTO states AS t USING (VALUES ('e', 3), ('d', 1), ('e', 2)) AS s(id, version) ON t.id = s.id "
        "WHEN NOT MATCHED THEN INSERT (version, id) VALUES (s.version, s.id)"
    )

    answer = engine.query("SELECT id, version FROM states WHERE id > 'c'").to_pylist()
    assert [(row["id"], row["version"]) for row in answer] == [("d", 1), ("e", 2), ("e", 3)]


def test_the_matches_may_be_bounded_by_a_subquery(engine: AthenaSql) -> None:
    bounded = """
        MERGE INTO states AS t USING (VALUES 'a', 'c') AS s(id)
        ON t.id = s.id AND t.version >= (SELECT max(version) FROM states WHERE id = '{}')
        WHEN MATCHED THEN DELETE
    """
    assert engine.execute(bounded.format("nosuch")) == RowCounts(), "nothing is later than the NULL of no row"
    assert engine.execute(bounded.format("a")) == RowCounts(deleted=1)
    assert rows(engine) == [("a", 1), ("b", 1), ("c", 1)]
