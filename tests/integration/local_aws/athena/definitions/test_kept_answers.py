"""CREATE TABLE AS, UNLOAD and DROP TABLE, through Athena's API."""

import re
from typing import Any
from uuid import uuid4

import duckdb
import pytest

from tests.integration.local_aws.athena.athena_api import AthenaApi
from tests.integration.local_aws.athena.small_lake import SmallLake

ROW = (
    "SELECT 'a' AS id, 1 AS n, BIGINT '2' AS m, 1.5e0 AS d, DECIMAL '1.50' AS e, DATE '2026-03-01' AS day, "
    "CAST('2026-03-01 12:00:00.123' AS timestamp(3)) AS at, ARRAY['x', 'y'] AS labels, MAP(ARRAY['k'], ARRAY[1]) AS m2, "
    "true AS yes, CAST(NULL AS varchar) AS nothing, REAL '1.5' AS r, to_utf8('a') AS b, "
    "CAST(ROW(1, 'x') AS row(a integer, b varchar)) AS c"
)


@pytest.fixture(autouse=True)
def scratch(lake: SmallLake) -> str:
    """The name of a scratch database beside the lake's."""
    name = f"{lake.name}_scratch"
    glue = lake.session.client("glue")
    glue.create_database(DatabaseInput={"Name": name, "Parameters": {"scratch": "true"}})
    return name


def files_below(athena: AthenaApi, location: str) -> list[str]:
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    listed = athena.lake.session.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)
    return [each.get("Key", "") for each in listed.get("Contents", [])]


def table_of(athena: AthenaApi, name: str) -> dict[str, Any]:
    glue: Any = athena.lake.session.client("glue")
    return glue.get_table(DatabaseName=f"{athena.lake.name}_scratch", Name=name)["Table"]


def test_a_table_keeps_what_a_query_answers_until_it_is_dropped(athena: AthenaApi) -> None:
    scratch = f"{athena.lake.name}_scratch"
    made = athena.run(f"CREATE TABLE {scratch}.Kept WITH (format = 'parquet') AS {ROW};")

    assert (made["StatementType"], made["SubstatementType"]) == ("DML", "CREATE_TABLE_AS_SELECT")
    results = athena.client.get_query_results(QueryExecutionId=made["QueryExecutionId"])
    assert results["UpdateCount"] == 1
    types = {each["Name"]: each["Type"] for each in table_of(athena, "kept")["StorageDescriptor"]["Columns"]}
    assert list(types.values()) == [
        *("varchar(1)", "int", "bigint", "double", "decimal(3,2)", "date", "timestamp"),
        *("array<varchar(1)>", "map<varchar(1),int>", "boolean", "string"),
        *("float", "binary", "struct<a:int,b:string>"),
    ]
    assert athena.rows(f"SELECT * FROM {scratch}.kept") == athena.rows(ROW)
    # Where Athena itself puts them, and a manifest that names them beside that.
    location = f"{athena.results}tables/{made['QueryExecutionId']}/"
    assert table_of(athena, "kept")["StorageDescriptor"]["Location"] == location
    manifest = made["Statistics"]["DataManifestLocation"].removeprefix(f"s3://{athena.lake.name}/")
    body = athena.lake.session.client("s3").get_object(Bucket=athena.lake.name, Key=manifest)["Body"].read()
    assert body.decode().split() == [
        f"s3://{athena.lake.name}/{key}" for key in files_below(athena, location)
    ]

    athena.run(
        f"ALTER TABLE `{scratch}`.`kept` SET TBLPROPERTIES ('classification' = 'parquet', 'note' = 'mine')"
    )
    assert table_of(athena, "kept")["Parameters"]["note"] == "mine"
    assert len(athena.rows(f"SELECT id FROM {scratch}.kept")) == 2

    state, reason = athena.failure(f"CREATE TABLE {scratch}.kept AS SELECT 2 AS n")
    assert state == "FAILED"
    assert reason.startswith(
        f"TABLE_ALREADY_EXISTS: Destination table 'awsdatacatalog.{scratch}.kept' already exists"
    )
    dropped = athena.run(f"DROP TABLE `{scratch}`.`kept`")
    assert (dropped["StatementType"], dropped["SubstatementType"]) == ("DDL", "DROP_TABLE")
    assert athena.rows(f"SHOW TABLES IN {scratch}") == []
    assert files_below(athena, location)
    athena.run(f"DROP TABLE IF EXISTS {scratch}.kept")
    assert athena.failure(f"DROP TABLE {scratch}.kept")[1].startswith("TABLE_NOT_FOUND: ")
    athena.run(
        "CREATE TABLE kept AS WITH x AS (SELECT ? AS n) SELECT n FROM x WITH NO DATA",
        QueryExecutionContext={"Database": scratch},
        ExecutionParameters=["2"],
    )
    assert athena.rows(f"SELECT * FROM {scratch}.kept") == [["n"]]


@pytest.mark.parametrize(
    ("compression", "codec"),
    [("", "GZIP"), (", compression = 'snappy'", "SNAPPY"), (", compression = 'NONE'", "UNCOMPRESSED")],
)
def test_a_query_s_rows_are_unloaded_as_parquet(athena: AthenaApi, compression: str, codec: str) -> None:
    location = f"{athena.results}unload/{uuid4()}/"
    unload = f"UNLOAD (SELECT n, 'a)' AS text FROM (VALUES 1, 2) AS t (n)) TO '{location}' WITH (format = 'PARQUET'{compression})"
    assert athena.run(unload)["SubstatementType"] == "UNLOAD"
    (key,) = files_below(athena, location)
    file = athena.lake.folder / "unloaded"
    file.write_bytes(
        athena.lake.session.client("s3").get_object(Bucket=athena.lake.name, Key=key)["Body"].read()
    )
    assert duckdb.execute(f"SELECT * FROM read_parquet('{file}')").fetchall() == [(1, "a)"), (2, "a)")]
    assert duckdb.execute(f"SELECT DISTINCT compression FROM parquet_metadata('{file}')").fetchall() == [
        (codec,)
    ]
    assert athena.failure(unload)[1].startswith("HIVE_PATH_ALREADY_EXISTS: ")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("CREATE TABLE x AS SELECT 1 AS n", "NOT_SUPPORTED: .* scratch database alone, which {lake} is not; there is lake"),
        ("DROP TABLE task_events", "NOT_SUPPORTED: .* scratch database alone"),
        ("CREATE TABLE {s}.x AS SELECT 1", "MISSING_COLUMN_NAME: .* position 1"),
        ("CREATE TABLE {s}.x AS SELECT 1 AS n, 2 AS N", "DUPLICATE_COLUMN_NAME: .*'n'"),
        ("CREATE TABLE {s}.x AS SELECT NULL AS n", "COLUMN_TYPE_UNKNOWN: Column type is unknown: n"),
        ("CREATE TABLE {s}.x AS SELECT CAST(localtimestamp AS timestamp(6)) AS at", "NOT_SUPPORTED: Incorrect timestamp precision .*CAST\\(at AS timestamp\\(3\\)\\)"),
        ("CREATE TABLE {s}.x AS SELECT current_timestamp AS n", "NOT_SUPPORTED: Unsupported Hive type: timestamp\\(3\\) with time zone"),
        ("CREATE TABLE {s}.x WITH (format = 'ORC') AS SELECT 1 AS n", "NOT_SUPPORTED: format = ORC .* PARQUET is"),
        ("CREATE TABLE {s}.x WITH (partitioned_by = ARRAY['n']) AS SELECT 1 AS n", "NOT_SUPPORTED: the property partitioned_by"),
        ("CREATE TABLE {s}.x WITH (colour = 'red') AS SELECT 1 AS n", "INVALID_TABLE_PROPERTY: .*'colour'"),
        ("CREATE TABLE {s}.x AS SELECT nope AS n FROM task_events", "COLUMN_NOT_FOUND: "),
        ("CREATE TABLE IF NOT EXISTS {s}.x AS SELECT 1 AS n", "NOT_SUPPORTED: this form of CREATE"),
        ("CREATE TABLE {s}.x (n int)", "NOT_SUPPORTED: this form of CREATE"),
        ("CREATE VIEW {s}.x AS SELECT 1 AS n", "NOT_SUPPORTED: this form of CREATE"),
        ("DROP VIEW {s}.x", "NOT_SUPPORTED: "),
        ("UNLOAD (SELECT 1 AS n) TO 's3://elsewhere/x/' WITH (format = 'PARQUET')", "NOT_SUPPORTED: s3://elsewhere/x/ is not below s3://{lake}/"),
        ("UNLOAD (SELECT 1 AS n) TO 's3://{lake}/x/'", "INVALID_TABLE_PROPERTY: UNLOAD needs the property format"),
        ("UNLOAD (SELECT 1 AS n) TO 's3://{lake}/x/' WITH (format = 'JSON')", "NOT_SUPPORTED: format = JSON"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_the_reason(athena: AthenaApi, sql: str, reason: str) -> None:
    names = {"s": f"{athena.lake.name}_scratch", "lake": athena.lake.name}
    state, said = athena.failure(sql.format(**names))
    assert state == "FAILED"
    assert re.match(reason.format(**names), said)
    assert athena.rows(f"SHOW TABLES IN {athena.lake.name}_scratch") == []


def test_where_a_table_s_files_lie_is_the_workgroup_s_to_say_where_it_enforces_that(
    athena: AthenaApi,
) -> None:
    scratch, location = f"{athena.lake.name}_scratch", f"s3://{athena.lake.name}/mine/"
    athena.client.create_work_group(
        Name=f"{athena.lake.name}-enforced",
        Configuration={
            "ResultConfiguration": {"OutputLocation": athena.results},
            "EnforceWorkGroupConfiguration": True,
        },
    )
    sql = f"CREATE TABLE {scratch}.x WITH (external_location = '{location}') AS SELECT 1 AS n"
    assert (
        "Please remove the 'external_location'"
        in athena.failure(sql, WorkGroup=f"{athena.lake.name}-enforced")[1]
    )
    athena.run(sql)
    assert len(files_below(athena, location)) == 1
