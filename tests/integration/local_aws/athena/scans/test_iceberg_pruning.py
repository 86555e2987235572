"""Files that a statement cannot need are not fetched, and its answer is the same."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from local_aws.athena import AthenaSql, RowCounts
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake

NOW = "2026-03-01T13:04:05.678Z"
DAYS = 10
VIEW = """
    SELECT id, moment, version FROM (
        SELECT *, row_number() OVER (PARTITION BY id, moment ORDER BY version) AS copy
        FROM (SELECT id, moment, version FROM history UNION ALL SELECT task_id, occurred_at, version FROM task_events) AS u
    ) AS numbered
    WHERE copy = 1
"""


def fill(lake: SmallLake) -> None:
    """Make a history with a file for each of the days up to 28 February 2026 and one for rows without a time."""
    columns = {"id": "string", "moment": "timestamp", "version": "long", "day": "date", "ratio": "double"}
    lake.create_iceberg_table("history", columns, partition=("moment", "day"), sort_by=["id"])
    rows = [
        f"('k{hour % 5}', TIMESTAMP '2026-03-01 00:00:00.000001' - INTERVAL '{hour}' HOUR, {hour}, "
        f"DATE '2026-03-01' - INTERVAL '{hour // 24}' DAY, {hour} / 2e0)"
        for hour in range(1, 24 * DAYS)
    ]
    rows += [
        "(NULL, NULL, NULL, NULL, NULL)",
        "('', NULL, -1, NULL, CAST('NaN' AS double))",
        "('k\n\ny', NULL, -2, NULL, NULL)",
    ]
    lake.engine(NOW).execute(f"INSERT INTO history VALUES {', '.join(rows)}")


@pytest.fixture(scope="module")
def filled(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    lake = make_lake(session, tmp_path_factory.mktemp("filled"))
    fill(lake)
    lake.create_view("timeline", VIEW, {"id": "varchar", "moment": "timestamp(6)", "version": "bigint"})
    by_day = (
        "SELECT CAST(moment AS date) AS day, count(*) AS changes FROM timeline GROUP BY CAST(moment AS date)"
    )
    lake.create_view("daily", by_day, {"day": "date", "changes": "bigint"})
    lake.create_iceberg_table("states", {"id": "string", "version": "long"}, partition=("id", "bucket[4]"))
    lake.engine(NOW).execute(
        "INSERT INTO states VALUES ('k1', 1), ('k2', 1), ('k3', 1), ('k4', 1), ('k5', 1)"
    )
    return lake


@pytest.fixture
def unread(filled: SmallLake, tmp_path: Path) -> SmallLake:
    """The same lake for every test, none of it fetched; not to be changed."""
    return replace(filled, folder=tmp_path)


@pytest.fixture
def changing(lake: SmallLake) -> SmallLake:
    fill(lake)
    return lake


def fetched(lake: SmallLake) -> int:
    return len(list((lake.folder / "mirror").rglob("*.parquet")))


@pytest.mark.parametrize(
    ("where", "files"),
    [
        ("moment >= current_timestamp - INTERVAL '36' HOUR", 1),
        ("moment >= localtimestamp - INTERVAL '36' HOUR AND version > 0", 1),
        ("TIMESTAMP '2026-02-22 23:59:59.999999' < moment AND moment < TIMESTAMP '2026-02-24 00:00:00'", 1),
        ("CAST(moment AS date) = DATE '2026-02-27'", 1),
        ("CAST(moment AS date) BETWEEN DATE '2026-02-26' AND DATE '2026-02-27'", 2),
        ("date(moment) > DATE '2026-02-26'", 3),
        ("DATE '2026-02-26' > CAST(moment AS date)", 8),
        ("date_trunc('day', moment) = TIMESTAMP '2026-02-27 00:00:00' AND id LIKE 'k%'", 1),
        ("moment IN (TIMESTAMP '2026-02-27 01:00:00', TIMESTAMP '2026-02-25 01:00:00')", 2),
        ("moment BETWEEN TIMESTAMP '2026-02-25 10:00:00' AND TIMESTAMP '2026-02-26 10:00:00'", 2),
        ("moment IS NULL", 1),
        ("version = -1 OR version = 1", 2),
        ("moment >= TIMESTAMP '2026-02-28 00:00:00' OR id = 'nosuch'", 1),
        ("id = 'nosuch'", 0),
        ("ratio > 1e6", 11),
        ("NOT moment >= TIMESTAMP '2026-02-28 00:00:00'", 9),
        ("moment + INTERVAL '1' DAY >= TIMESTAMP '2026-02-28 00:00:00'", 11),
    ],
)
def test_a_condition_picks_files(unread: SmallLake, where: str, files: int) -> None:
    unread.engine(NOW).query(f"SELECT id FROM history WHERE {where}")
    assert fetched(unread) == files


@pytest.mark.parametrize(
    ("sql", "files"),
    [
        ("SELECT h.id FROM history AS h JOIN (VALUES TIMESTAMP '2026-02-27 05:00:00') AS v(moment) ON h.moment > v.moment", 11),
        ("WITH h AS (SELECT * FROM history) SELECT 1 FROM h AS a JOIN h AS b ON a.id = b.id WHERE a.moment > TIMESTAMP '2026-02-28 00:00:00' AND b.version = 150", 2),
        ("SELECT count(*) FROM timeline WHERE moment > TIMESTAMP '2026-02-28 00:00:00'", 1),
        ("SELECT count(*) FROM timeline", 11),
        ("SELECT * FROM daily WHERE day >= DATE '2026-02-27'", 2),
        ("SELECT id FROM states WHERE id = 'k1'", 1),
    ],
)  # fmt: skip
def test_a_condition_reaches_through_views_and_joins(unread: SmallLake, sql: str, files: int) -> None:
    unread.engine(NOW).query(sql)
    assert fetched(unread) == files


def test_the_answer_is_that_of_all_rows(unread: SmallLake) -> None:
    engine = unread.engine(NOW)
    everything: pa.Table = engine.query("SELECT * FROM history")
    assert everything.num_rows == 24 * DAYS + 2
    for where in (
        "moment > TIMESTAMP '2026-02-27 00:00:00'",
        "CAST(moment AS date) <= DATE '2026-02-25'",
        "CAST(moment AS date) < DATE '2026-02-25'",
        "NOT CAST(moment AS date) >= DATE '2026-02-25'",
        "CAST(moment AS date) IN (DATE '2026-02-25', DATE '2026-02-27')",
        "CAST(moment AS date) <= DATE '9999-12-31' AND CAST(moment AS date) >= DATE '0001-01-01'",
        "moment >= TIMESTAMP '2026-02-27 00:00:00.000001'",
        "moment <= TIMESTAMP '2026-02-27 00:00:00'",
        "moment = TIMESTAMP '2026-02-27 05:00:00.000001'",
        "moment <> TIMESTAMP '2026-02-27 05:00:00.000001'",
        "NOT (moment > TIMESTAMP '2026-02-27 00:00:00')",
        "moment IS NOT NULL AND (id = 'k1' OR version < 30)",
        "moment < TIMESTAMP '2026-02-22 00:00:00' OR version = -1",
        "version IS NULL OR moment >= TIMESTAMP '2026-02-28 12:00:00'",
        "coalesce(moment, TIMESTAMP '2026-02-27 05:00:00') > TIMESTAMP '2026-02-27 00:00:00'",
        "id >= 'k3' AND id < 'k4'",
        "id IN ('k1', '', 'it''s', 'x\ny')",
        "id = 'k\n\ny'",
        "id > '' AND version BETWEEN 5 AND 40",
        "version < -0.5 OR version > 9223372036854775806",
        "version = 5 AND moment < TIMESTAMP '290000-01-01 00:00:00'",
        "CAST(version AS varchar) > '5'",
        "day = DATE '2026-02-27' OR day IS NULL",
        "day < TIMESTAMP '2026-02-27 12:00:00'",
        "ratio > 40 AND id <= 'k2'",
        "ratio = ratio AND (ratio < 3 OR moment IS NULL)",
        "CASE WHEN id = 'k1' THEN version > 100 ELSE moment > TIMESTAMP '2026-02-28 12:00:00' END",
        "id LIKE 'k_' AND id NOT IN ('k1', 'k2')",
    ):
        answer = engine.query(f"SELECT version FROM history WHERE {where}").column(0).to_pylist()
        expected = duckdb.execute(f"SELECT version FROM everything WHERE {where}").fetchall()
        assert sorted(map(str, answer)) == sorted(str(version) for (version,) in expected), where


MERGE = """
    MERGE INTO history AS t USING ({source}) AS s
    ON t.moment >= current_timestamp - INTERVAL '35' DAY AND t.moment = s.moment AND t.id = s.id
    WHEN MATCHED AND s.version > t.version THEN UPDATE SET version = s.version
    WHEN NOT MATCHED THEN INSERT (id, moment, version) VALUES (s.id, s.moment, s.version)
"""
SOME = "SELECT id, moment, version FROM (VALUES ('k1', TIMESTAMP '2026-02-27 23:00:00.000001', 5), ('x', NULL, 5)) AS v(id, moment, version)"


def test_a_merge_reads_the_files_that_its_source_can_match(changing: SmallLake, engine: AthenaSql) -> None:
    assert engine.execute(MERGE.format(source=SOME)) == RowCounts(inserted=2)
    assert fetched(changing) == 1
    assert engine.execute(MERGE.format(source=SOME + " WHERE id = 'k1'")) == RowCounts()
    assert fetched(changing) == 2


@pytest.mark.parametrize("hours", [5, 220])
def test_however_many_keys_a_source_has_a_merge_finds_its_rows(
    changing: SmallLake, engine: AthenaSql, hours: int
) -> None:
    source = f"SELECT id, moment, version + 1 AS version FROM history WHERE version BETWEEN 1 AND {hours}"
    assert engine.execute(MERGE.format(source=source)) == RowCounts(updated=hours)


def test_a_bound_in_on_alone_picks_files(changing: SmallLake, engine: AthenaSql) -> None:
    engine.execute(
        "MERGE INTO history AS t USING (VALUES 'k1', 'nosuch') AS s(id) "
        "ON t.moment >= current_timestamp - INTERVAL '36' HOUR AND lower(t.id) = s.id "
        "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"
    )
    assert fetched(changing) == 1


def test_a_delete_reads_the_files_of_its_condition(changing: SmallLake, engine: AthenaSql) -> None:
    deleted = engine.execute("DELETE FROM history WHERE moment < localtimestamp - INTERVAL '6' DAY")
    assert deleted == RowCounts(deleted=109)
    assert fetched(changing) == 5
