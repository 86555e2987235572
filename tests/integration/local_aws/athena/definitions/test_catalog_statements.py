import re

import pytest

from local_aws.athena import AthenaSql, QueryFailedError, UnknownTableError, UnsupportedTableError
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def view(lake: SmallLake) -> None:
    lake.create_view("tasks", "SELECT task_id FROM task_events", {"task_id": "varchar"})


@pytest.mark.parametrize(
    "statement",
    ["SHOW TABLES", "show  tables in {db} ;", "SHOW TABLES FROM `{db}`", "SHOW TABLES;\n-- unchecked"],
)
def test_show_tables(lake: SmallLake, engine: AthenaSql, statement: str) -> None:
    answer = engine.query(statement.format(db=lake.name))
    assert answer.to_pylist() == [{"tab_name": "task_events"}, {"tab_name": "tasks"}]


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SHOW TABLES '*_events'", "task_events"),
        ("SHOW TABLES IN {db} LIKE 'tasks|TASK_e*'", "task_events\ntasks"),
        ("SHOW VIEWS LIKE 'x*'", ""),
        ("SHOW DATABASES LIKE '{db}'", "{db}"),
    ],
)
def test_a_pattern_has_a_star_for_letters_and_a_bar_for_or(
    lake: SmallLake, engine: AthenaSql, statement: str, shown: str
) -> None:
    assert lines(engine, statement.format(db=lake.name)) == shown.format(db=lake.name)


def test_show_views(engine: AthenaSql) -> None:
    assert engine.query("SHOW VIEWS").to_pylist() == [{"views": "tasks"}]


@pytest.mark.parametrize("table", ["task_events", "{db}.Task_Events", '"{db}"."task_events"'])
def test_show_columns(lake: SmallLake, engine: AthenaSql, table: str) -> None:
    answer = engine.query(f"SHOW COLUMNS IN {table.format(db=lake.name)}")
    assert [row["field"] for row in answer.to_pylist()] == [
        *("task_id", "version", "status", "occurred_at", "changed", "dt", "hour")
    ]


def test_describe_tells_types_and_comments(engine: AthenaSql) -> None:
    described = engine.query("DESCRIBE task_events").to_pylist()
    assert described[4:] == [
        {"col_name": "changed", "data_type": "array<string>", "comment": "the changed"},
        {"col_name": "dt", "data_type": "string", "comment": ""},
        {"col_name": "hour", "data_type": "int", "comment": ""},
    ]


DEFINED = """\
CREATE EXTERNAL TABLE `{db}.plain`(
  `task_id` string COMMENT 'the task_id')
PARTITIONED BY ( 
  `dt` string, 
  `hour` int)
ROW FORMAT SERDE 
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' 
STORED AS INPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' 
OUTPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION
  's3://{db}/raw/plain'
TBLPROPERTIES (
  'projection."""  # noqa: W291 - Athena ends lines so
MADE = """\
CREATE TABLE {db}.states (
  id string, 
  n int)
PARTITIONED BY (bucket(4, id))
LOCATION 's3://{db}/iceberg/states'
TBLPROPERTIES (
  'table_type'='iceberg')"""  # noqa: W291 - as above


def lines(engine: AthenaSql, statement: str) -> str:
    return "\n".join(map(str, engine.query(statement).column(0).to_pylist()))


def test_show_create_tells_what_makes_a_table_or_view(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_table("plain", columns={"task_id": "string"})
    lake.create_iceberg_table("states", {"id": "string", "n": "int"}, partition=("id", "bucket[4]"))
    assert lines(engine, "SHOW CREATE TABLE plain").startswith(DEFINED.format(db=lake.name))
    assert lines(engine, "SHOW CREATE TABLE states") == MADE.format(db=lake.name)
    view = f'CREATE VIEW "{lake.name}"."tasks" AS\nSELECT task_id FROM task_events'
    assert lines(engine, "SHOW CREATE VIEW tasks") == view


def test_a_property_of_ones_own_leaves_no_create_table(lake: SmallLake, engine: AthenaSql) -> None:
    table = lake.create_iceberg_table("states", {"id": "string"})
    with table.transaction() as transaction:
        transaction.set_properties({"write.metadata.metrics.default": "none"})
    with pytest.raises(UnsupportedTableError, match=r"of its properties write\.metadata\.metrics\.default"):
        engine.query("SHOW CREATE TABLE states")


def test_show_partitions_lists_those_of_the_catalog(lake: SmallLake, engine: AthenaSql) -> None:
    assert lines(engine, "SHOW PARTITIONS task_events") == ""
    glue = lake.session.client("glue")
    glue.create_partition(DatabaseName=lake.name, TableName="task_events",
                          PartitionInput={"Values": ["2026-03-01", "7"], "StorageDescriptor": {}})  # fmt: skip
    assert lines(engine, "SHOW PARTITIONS task_events") == "dt=2026-03-01/hour=7"
    with pytest.raises(UnsupportedTableError, match="has no partitions that the catalog knows"):
        engine.query("SHOW PARTITIONS tasks")


def test_explain_says_whose_plan_it_is_and_what_it_reads(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("states", {"id": "string", "n": "int"})
    plan = lines(engine, "EXPLAIN SELECT id FROM states WHERE n > 3").splitlines()
    assert plan[:2] == [
        "Plan of DuckDB, the local engine; Athena plans in its own way.",
        f"Reads {lake.name}.states.",
    ]
    assert plan[2].startswith("- ")


def test_explain_analyze_runs_the_query_and_says_what_each_operator_took(engine: AthenaSql) -> None:
    head, *operators = lines(
        engine, "EXPLAIN ANALYZE SELECT count(*) FROM (VALUES 1, 2, 3) AS t (i)"
    ).splitlines()
    assert head == "Plan of DuckDB, the local engine; Athena plans in its own way."
    assert re.match(r"- [A-Z_]+ 1 rows, [\d.]+ ms", operators[0])
    with pytest.raises(QueryFailedError, match="division by zero"):
        engine.query("EXPLAIN ANALYZE SELECT 1 / i FROM (VALUES 0) AS t (i)")


def test_describe_of_an_unknown_table(engine: AthenaSql) -> None:
    with pytest.raises(UnknownTableError, match=r"did you mean tasks\?"):
        engine.query("DESCRIBE task")


def test_nothing_to_show_is_an_empty_answer(lake: SmallLake) -> None:
    lake.session.client("glue").create_database(DatabaseInput={"Name": f"{lake.name}_empty"})
    answer = lake.engine("2026-03-01T13:00:00Z", database=f"{lake.name}_empty").query("SHOW TABLES")
    assert (answer.column_names, answer.num_rows) == (["tab_name"], 0)
