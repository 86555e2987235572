import pytest

from local_aws.athena import AthenaSql, UnknownTableError
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def view(lake: SmallLake) -> None:
    lake.create_view("tasks", "SELECT task_id FROM task_events", {"task_id": "varchar"})


@pytest.mark.parametrize("statement", ["SHOW TABLES", "show  tables in {db} ;", "SHOW TABLES FROM `{db}`"])
def test_show_tables(lake: SmallLake, engine: AthenaSql, statement: str) -> None:
    answer = engine.query(statement.format(db=lake.name))
    assert answer.to_pylist() == [{"tab_name": "task_events"}, {"tab_name": "tasks"}]


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


def test_describe_of_an_unknown_table(engine: AthenaSql) -> None:
    with pytest.raises(UnknownTableError, match=r"did you mean tasks\?"):
        engine.query("DESCRIBE task")


def test_nothing_to_show_is_an_empty_answer(lake: SmallLake) -> None:
    lake.session.client("glue").create_database(DatabaseInput={"Name": f"{lake.name}_empty"})
    answer = lake.engine("2026-03-01T13:00:00Z", database=f"{lake.name}_empty").query("SHOW TABLES")
    assert (answer.column_names, answer.num_rows) == (["tab_name"], 0)
