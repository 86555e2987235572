import pytest

from local_aws.athena import AthenaSql, SqlError
from tests.integration.local_aws.athena.small_lake import SmallLake

KINDS = ("files", "manifests", "history", "partitions", "snapshots", "refs")


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_snapshots_has_no_metadata_rows(
    lake: SmallLake, engine: AthenaSql, kind: str
) -> None:
    lake.create_iceberg_table("states", {"id": "string"})

    assert engine.query(f'SELECT * FROM "states${kind}"').num_rows == 0


def test_bounds_are_written_as_iceberg_shows_them(lake: SmallLake, engine: AthenaSql) -> None:
    columns = {"r": "float", "b": "boolean", "day": "date", "at": "timestamp", "data": "binary"}
    lake.create_iceberg_table("states", columns, partition=("at", "hour"))
    engine.execute("""
        INSERT INTO states VALUES
            (REAL '0.1', true, DATE '0001-01-01', TIMESTAMP '2024-02-29 13:04:00.120', to_utf8('hi'))
    """)

    files = engine.query('SELECT lower_bounds, nan_value_counts FROM "states$files"').to_pylist()
    summaries = engine.query('SELECT partition_summaries FROM "states$manifests"').to_pylist()

    bounds = ["0.1", "true", "0001-01-01", "2024-02-29T13:04:00.12", "aGk="]
    assert files == [{"lower_bounds": list(enumerate(bounds, start=1)), "nan_value_counts": []}]
    (told,) = summaries[0]["partition_summaries"]
    assert (told["lower_bound"], told["upper_bound"]) == ("2024-02-29-13", "2024-02-29-13")


def test_a_file_of_nulls_alone_ends_no_bounds_of_its_partition(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("states", {"id": "string", "n": "long"})
    engine.execute("INSERT INTO states VALUES ('a', 1), ('b', 3)")
    engine.execute("INSERT INTO states VALUES ('c', NULL)")

    (told,) = engine.query('SELECT record_count, file_count, data FROM "states$partitions"').to_pylist()

    assert (told["record_count"], told["file_count"]) == (3, 2)
    assert told["data"]["n"] == {"min": 1, "max": 3, "null_count": 1, "nan_count": None}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('"states$entries"', r"no metadata table \$entries; there are \$files, \$manifests"),
        ('"states$files" FOR VERSION AS OF 1', r"states\$files has no versions"),
        ('"task_events$files"', r"task_events is not an Iceberg table"),
        ('"nosuch$files"', "nosuch"),
    ],
)
def test_what_is_not_told_is_refused(lake: SmallLake, engine: AthenaSql, source: str, reason: str) -> None:
    lake.create_iceberg_table("states", {"id": "string"})

    with pytest.raises(SqlError, match=reason):
        engine.query(f"SELECT * FROM {source}")
