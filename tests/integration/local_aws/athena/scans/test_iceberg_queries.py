from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from local_aws.athena import AthenaSql, QueryFailedError
from tests.integration.local_aws.athena.small_lake import SmallLake

TYPES = {
    "text": "string",
    "number": "long",
    "small": "int",
    "cost": "decimal(10, 2)",
    "day": "date",
    "at": "timestamp",
    "flag": "boolean",
    "ratio": "double",
}
FIRST = datetime.fromisoformat("0001-01-01 00:00:00")
LAST = datetime.fromisoformat("9999-12-31 23:59:59.999999")


def column(engine: AthenaSql, sql: str) -> list[Any]:
    return engine.query(sql).column(0).to_pylist()


def test_an_empty_table_has_its_types(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("odds", TYPES)

    answer = engine.query("SELECT * FROM odds")
    assert answer.num_rows == 0
    assert {name: str(kind) for name, kind in zip(answer.column_names, answer.schema.types, strict=True)} == {
        "text": "string",
        "number": "int64",
        "small": "int32",
        "cost": "decimal128(10, 2)",
        "day": "date32[day]",
        "at": "timestamp[us]",
        "flag": "bool",
        "ratio": "double",
    }


def test_values_at_their_limits_come_back(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("odds", TYPES, partition=("text", "bucket[4]"), sort_by=["text", "number"])
    rows = [
        (None, None, None, None, None, None, None, None),
        ("it's \"x\"\n\\ \x00 \N{SNOWMAN} \N{PILE OF POO}" + "z" * 200, 2**63 - 1, 2**31 - 1, "99999999.99", "9999-12-31", "9999-12-31 23:59:59.999999", True, 1e308),
        ("", -(2**63), -(2**31), "-99999999.99", "0001-01-01", "0001-01-01 00:00:00.000001", False, -0.5),
    ]  # fmt: skip

    for text, *values in rows:
        literals = [
            "NULL" if value is None else f"'{value}'" if isinstance(value, str) else f"{value}"
            for value in values
        ]
        literal = "NULL" if text is None else "'" + text.replace("'", "''") + "'"
        engine.execute(
            f"INSERT INTO odds SELECT {literal}, {literals[0]}, {literals[1]}, CAST({literals[2]} AS decimal(10, 2)), "
            f"CAST({literals[3]} AS date), CAST({literals[4]} AS timestamp(6)), {literals[5]}, CAST({literals[6]} AS double)"
        )

    assert [tuple(row.values()) for row in engine.query("SELECT * FROM odds ORDER BY number").to_pylist()] == [
        ("", -(2**63), -(2**31), Decimal("-99999999.99"), date.min, FIRST + timedelta(microseconds=1), False, -0.5),
        (rows[1][0], 2**63 - 1, 2**31 - 1, Decimal("99999999.99"), date.max, LAST, True, 1e308),
        (None,) * 8,
    ]  # fmt: skip


def test_a_day_far_away_is_a_partition_unless_python_has_no_such_year(
    lake: SmallLake, engine: AthenaSql
) -> None:
    lake.create_iceberg_table("moments", {"at": "timestamp"}, partition=("at", "day"))
    engine.execute(
        "INSERT INTO moments VALUES (TIMESTAMP '0001-01-01 00:00:00'), (TIMESTAMP '9999-12-31 23:59:59'), (NULL)"
    )
    assert column(engine, "SELECT at FROM moments WHERE at < TIMESTAMP '1900-01-01 00:00:00'") == [FIRST]
    assert column(engine, "SELECT at FROM moments WHERE at IS NULL") == [None]

    with pytest.raises(QueryFailedError, match=r"a partition of .*moments is out of range"):
        engine.execute("INSERT INTO moments VALUES (TIMESTAMP '9999-12-31 00:00:00' + INTERVAL '1' DAY)")
    assert column(engine, "SELECT count(*) FROM moments") == [3]


def test_raw_and_iceberg_timestamps_compare_as_what_they_are(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("moments", {"at": "timestamp"})
    engine.execute(
        "INSERT INTO moments VALUES (TIMESTAMP '2026-03-01 05:00:00.123456'), (TIMESTAMP '2026-03-01 05:00:00.123')"
    )
    lake.put(
        "dt=2026-03-01/hour=05/a.parquet", "SELECT TIMESTAMP '2026-03-01 05:00:00.123456' AS occurred_at"
    )

    joined = "SELECT m.at FROM moments AS m JOIN task_events AS e ON m.at = e.occurred_at"
    assert column(engine, joined) == [datetime.fromisoformat("2026-03-01 05:00:00.123")]
    union = engine.query("SELECT at FROM moments UNION ALL SELECT occurred_at FROM task_events")
    assert str(union.schema.types[0]) == "timestamp[us]"


def test_one_statement_sees_one_snapshot_however_often_it_names_a_table(
    lake: SmallLake, engine: AthenaSql
) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"})
    engine.execute("INSERT INTO states VALUES ('a', 1), ('b', 2)")
    lake.create_view(
        "live", "SELECT id, version FROM states WHERE version > 0", {"id": "varchar", "version": "bigint"}
    )

    assert column(
        engine,
        """
        WITH recent AS (SELECT * FROM states WHERE version = 2)
        SELECT count(*) FROM states AS s JOIN live AS one ON one.id = s.id AND one.version = 1
        JOIN live AS other ON other.version = 2 CROSS JOIN recent
        """,
    ) == [1]


def test_a_file_that_is_gone_is_named(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("states", {"id": "string"})
    engine.execute("INSERT INTO states VALUES ('a')")
    (task,) = lake.iceberg_table("states").scan().plan_files()
    key = task.file.file_path.removeprefix(f"s3://{lake.name}/")
    lake.session.client("s3").delete_object(Bucket=lake.name, Key=key)

    with pytest.raises(QueryFailedError, match=f"states is gone, run the statement again: .*{key} is gone"):
        engine.query("SELECT id FROM states")


class TestVersions:
    @pytest.fixture(autouse=True)
    def states(self, lake: SmallLake, engine: AthenaSql) -> None:
        lake.create_iceberg_table("states", {"id": "string"})
        engine.execute("INSERT INTO states VALUES ('a')")
        engine.execute("INSERT INTO states VALUES ('b')")

    def test_an_older_snapshot_by_its_id(self, lake: SmallLake, engine: AthenaSql) -> None:
        first = lake.iceberg_table("states").history()[0].snapshot_id

        assert column(engine, f"SELECT id FROM states FOR VERSION AS OF {first} AS s") == ["a"]
        with pytest.raises(QueryFailedError, match="states has no snapshot 12"):
            engine.query("SELECT id FROM states FOR VERSION AS OF 12")

    def test_an_older_snapshot_by_its_time(self, lake: SmallLake, engine: AthenaSql) -> None:
        milliseconds = lake.iceberg_table("states").history()[0].timestamp_ms
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")

        assert column(engine, f"SELECT id FROM states FOR TIMESTAMP AS OF TIMESTAMP '{moment}'") == ["a"]
        with pytest.raises(QueryFailedError, match=r"states has no version as of .*; its first is of"):
            engine.query("SELECT id FROM states FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00 UTC'")

    def test_an_older_snapshot_has_the_names_of_its_time(self, lake: SmallLake, engine: AthenaSql) -> None:
        first = lake.iceberg_table("states").history()[0].snapshot_id
        with lake.iceberg_table("states").update_schema() as schema:
            schema.rename_column("id", "name")

        assert column(engine, f"SELECT id FROM states FOR VERSION AS OF {first} WHERE id < 'z'") == ["a"]

    def test_two_versions_in_one_statement(self, lake: SmallLake, engine: AthenaSql) -> None:
        first = lake.iceberg_table("states").history()[0].snapshot_id
        added = f"SELECT id FROM states EXCEPT SELECT id FROM states FOR VERSION AS OF {first}"
        assert column(engine, added) == ["b"]
