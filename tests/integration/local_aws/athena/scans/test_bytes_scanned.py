"""What a query reads, in compressed column chunks: known from the footers of the objects themselves."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from local_aws.athena import AthenaSql, BytesScannedCutoffError
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.position_deletes import delete_positions
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake

NOW = "2026-03-01T13:04:05.678Z"
ROWS = "SELECT 't' || i AS {key}, i::BIGINT AS version, repeat('x', i % 7) AS status, ['a', 's' || i] AS changed FROM range(200) AS r(i)"


@pytest.fixture(scope="module")
def lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """Two raw objects on two days, and two Iceberg files, of 200 rows each; not to be changed."""
    lake = make_lake(session, tmp_path_factory.mktemp("scanned"))
    for day in (27, 28):
        lake.put(f"dt=2026-02-{day}/hour=05/a.parquet", ROWS.format(key="task_id"))
    columns = {"id": "string", "version": "long", "status": "string", "moment": "timestamp"}
    lake.create_iceberg_table("history", columns, partition=("moment", "day"))
    engine = lake.engine(NOW)
    engine.execute(
        "INSERT INTO history SELECT task_id, version, status, CAST(dt AS timestamp(6)) FROM task_events"
    )
    lake.create_view(
        "long_states",
        "SELECT id, status FROM history WHERE version > 5",
        {"id": "varchar", "status": "varchar"},
    )
    lake.create_view("moments", "SELECT moment FROM history", {"moment": "timestamp(6)"})
    return lake


@pytest.fixture
def engine(lake: SmallLake) -> AthenaSql:
    return lake.engine(NOW)


def chunks(lake: SmallLake, prefix: str, *columns: str) -> int:
    """The compressed bytes of columns in the objects with a prefix, as DuckDB reads them from the footers."""
    s3 = lake.session.client("s3")
    total = 0
    for found in s3.list_objects_v2(Bucket=lake.name, Prefix=prefix).get("Contents", ()):
        file = lake.folder / "object.parquet"
        file.write_bytes(s3.get_object(Bucket=lake.name, Key=found.get("Key", ""))["Body"].read())
        sizes = duckdb.execute(
            "SELECT sum(total_compressed_size) FROM parquet_metadata(?) WHERE split_part(path_in_schema, ', ', 1) IN "
            "(SELECT unnest(?))",
            [str(file), list(columns)],
        ).fetchall()
        total += int(sizes[0][0] or 0)
    return total


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SELECT task_id FROM task_events", ["task_id"]),
        ("SELECT * FROM task_events", ["task_id", "version", "status", "changed"]),
        ("SELECT changed FROM task_events", ["changed"]),
        ("SELECT max(dt) FROM task_events", []),
        ("SELECT count(*) FROM task_events WHERE version > 5 AND length(status) < 3", ["version", "status"]),
        ("SELECT count(*) FROM (SELECT * FROM task_events) AS e WHERE occurred_at IS NULL", []),
        ("SELECT a.task_id FROM task_events AS a JOIN task_events AS b ON a.version = b.version", ["task_id", "version", "version"]),
    ],
)  # fmt: skip
def test_the_columns_that_are_read_count(
    lake: SmallLake, engine: AthenaSql, sql: str, columns: list[str]
) -> None:
    assert engine.bytes_scanned(sql) == sum(chunks(lake, "raw/task_events/", column) for column in columns)


def test_other_partitions_do_not_count(lake: SmallLake, engine: AthenaSql) -> None:
    one_day = chunks(lake, "raw/task_events/dt=2026-02-27/", "task_id")
    assert (
        0 < one_day == engine.bytes_scanned("SELECT task_id FROM task_events WHERE dt = ?", ["'2026-02-27'"])
    )


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SELECT id FROM history WHERE version > 5", ["id", "version"]),
        ("SELECT count(*) FROM history", []),
        ("SELECT count(status) FROM long_states", ["status", "version"]),
    ],
)
def test_an_iceberg_table_counts_alike(
    lake: SmallLake, engine: AthenaSql, sql: str, columns: list[str]
) -> None:
    assert engine.bytes_scanned(sql) == chunks(lake, "iceberg/history/data/", *columns)


def test_iceberg_files_that_cannot_matter_do_not_count(lake: SmallLake, engine: AthenaSql) -> None:
    day = chunks(lake, "iceberg/history/data/moment_part=2026-02-28/", "id", "moment")
    assert (
        0
        < day
        == engine.bytes_scanned("SELECT id FROM history WHERE moment >= TIMESTAMP '2026-02-28 00:00:00'")
    )


@pytest.mark.parametrize(
    ("condition", "days"),
    [
        ("moment >= (SELECT CAST(max(dt) AS timestamp(6)) FROM task_events)", ["28"]),
        ("moment >= (SELECT day FROM newest) AND version > 0", ["28"]),
        ("moment >= (SELECT max(day) FROM newest WHERE day < TIMESTAMP '2026-01-01 00:00:00')", []),
        ("moment >= (SELECT max(day) FROM newest WHERE day > h.moment)", ["27", "28"]),
    ],
)
def test_files_beyond_a_bound_that_a_subquery_tells_do_not_count(
    lake: SmallLake, engine: AthenaSql, condition: str, days: list[str]
) -> None:
    sql = (
        "WITH newest AS (SELECT CAST(max(dt) AS timestamp(6)) AS day FROM task_events) "
        f"SELECT id FROM history AS h WHERE {condition}"
    )
    columns = ["id", "moment", *(["version"] if "version" in condition else [])]
    of_days = [chunks(lake, f"iceberg/history/data/moment_part=2026-02-{day}/", *columns) for day in days]
    assert engine.bytes_scanned(sql) == sum(of_days)


def test_a_bound_reads_too_and_leaves_the_view_that_it_shares_with_its_query_as_it_is(
    lake: SmallLake, engine: AthenaSql
) -> None:
    bound = "(SELECT max(moment) FROM moments WHERE moment < TIMESTAMP '2026-02-28 00:00:00')"
    sql = f"SELECT count(*) AS rows FROM moments WHERE moment >= {bound}"

    assert engine.query(sql).to_pylist() == [{"rows": 400}]
    of_days = [
        chunks(lake, f"iceberg/history/data/moment_part=2026-02-{day}/", "moment") for day in (27, 27, 28)
    ]
    assert engine.bytes_scanned(sql) == sum(of_days)


@pytest.mark.parametrize(
    ("status", "least", "most"),
    [
        pytest.param("xx", 1, 1, id="a text that is there"),
        pytest.param("xy", 0, 0, id="one outside of the statistics"),
        pytest.param("xa", 0.01, 0.5, id="one that is not in the dictionary"),
    ],
)
def test_row_groups_without_the_text_that_is_asked_for_count_up_to_their_dictionary(
    lake: SmallLake, engine: AthenaSql, status: str, least: float, most: float
) -> None:
    every = chunks(lake, "raw/task_events/", "task_id", "status")
    counted = engine.bytes_scanned("SELECT task_id FROM task_events WHERE status = ?", [f"'{status}'"])
    assert least * every <= counted <= most * every


def test_deleted_positions_count_as_whole_files(lake: SmallLake, tmp_path: Path) -> None:
    other = make_lake(lake.session, tmp_path)
    other.create_iceberg_table("history", {"id": "string"})
    engine = other.engine(NOW)
    engine.execute("INSERT INTO history VALUES ('a'), ('b')")
    (task,) = other.iceberg_table("history").scan().plan_files()
    delete_positions(other.iceberg_table("history"), {task.file.file_path: [0]})
    (delete,) = next(iter(other.iceberg_table("history").scan().plan_files())).delete_files

    assert engine.bytes_scanned("SELECT count(*) FROM history") == delete.file_size_in_bytes
    with_rows = chunks(other, "iceberg/history/data/", "id") + delete.file_size_in_bytes
    assert engine.bytes_scanned("SELECT id FROM history") == with_rows


def test_a_query_beyond_the_cutoff_is_refused(lake: SmallLake, tmp_path: Path) -> None:
    size = chunks(lake, "raw/task_events/", "task_id")
    sql = "SELECT task_id FROM task_events"
    lake = replace(lake, folder=tmp_path)

    assert lake.engine(NOW, bytes_scanned_cutoff=size).query(sql).num_rows == 400
    with pytest.raises(BytesScannedCutoffError, match="limit was exceeded, by 1 bytes"):
        lake.engine(NOW, bytes_scanned_cutoff=size - 1).query(sql)


def test_a_change_beyond_the_cutoff_changes_nothing(lake: SmallLake, engine: AthenaSql) -> None:
    snapshot = lake.iceberg_table("history").metadata.current_snapshot_id

    with pytest.raises(BytesScannedCutoffError):
        lake.engine(NOW, bytes_scanned_cutoff=100).execute("DELETE FROM history WHERE version < 5")
    assert lake.iceberg_table("history").metadata.current_snapshot_id == snapshot
