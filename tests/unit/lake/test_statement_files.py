"""What every .sql file of the program must be; that each runs is for the tests of the lake and of Trino to say."""

import re

import pytest
import sqlglot
from sqlglot import exp

from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.statements import FOLDER, Kind, Statement, statements
from tasklake_lake.view import View
from tasklake_lake.views import VIEWS
from tasklake_lake.windows import Windows

PARAMETERS = Windows(tail_hours=48, raw_retention_days=365, failure_retention_days=14).parameters()
KINDS: tuple[Kind, ...] = ("queries", "prepared", "maintenance", "athena_only")
PARSED: dict[Kind, type[exp.Expr] | tuple[type[exp.Expr], ...]] = {
    "queries": exp.Query,
    "prepared": exp.Query,
    "maintenance": (exp.Merge, exp.Delete),
}
FILES = {f"{kind}/{each.name}": (kind, each) for kind in KINDS for each in statements(kind)}
every_file = pytest.mark.parametrize(("kind", "each"), FILES.values(), ids=FILES)
every_parsed_file = pytest.mark.parametrize(
    ("kind", "each"), [file for file in FILES.values() if file[0] in PARSED]
)

# Amazon Athena User Guide, "OPTIMIZE" and "VACUUM": all of their forms that name one table, without WHERE.
ATHENA_ONLY = re.compile(r"OPTIMIZE (?P<optimized>\w+) REWRITE DATA USING BIN_PACK|VACUUM (?P<vacuumed>\w+)")


def test_every_folder_has_its_kind() -> None:
    assert {folder.name for folder in FOLDER.iterdir()} == {"views", *KINDS}


@every_file
def test_a_file_describes_itself_and_ends_without_a_semicolon(kind: Kind, each: Statement) -> None:
    assert each.description.endswith(".")
    # What Athena takes for the description of a named query or a prepared statement.
    assert len(each.description) <= 1024
    assert not each.sql.endswith(";")


@every_parsed_file
def test_a_statement_is_one_of_its_kind(kind: Kind, each: Statement) -> None:
    (tree,) = sqlglot.parse(each.rendered(PARAMETERS), dialect="athena")
    assert isinstance(tree, PARSED[kind])


@pytest.mark.parametrize("each", list(statements("athena_only")), ids=lambda each: each.name)
def test_what_only_athena_speaks_has_the_form_that_its_manual_gives(each: Statement) -> None:
    found = ATHENA_ONLY.fullmatch(each.rendered({}))
    assert found
    assert (found["optimized"] or found["vacuumed"]) in {table.name for table in ICEBERG_TABLES}


def test_a_question_is_answered_by_the_views_and_needs_no_window() -> None:
    asked = [*statements("queries"), *statements("prepared")]
    assert asked
    assert not [each.name for each in asked if each.placeholders]


def test_a_question_says_its_parameters_and_what_it_scans() -> None:
    for each in [*statements("queries"), *statements("prepared")]:
        assert each.parameters.count("(varchar") == each.sql.count("?"), each.name
        assert each.scans.endswith("."), each.name


def test_every_answer_ends_its_order_with_what_tells_its_rows_apart() -> None:
    keys = {"task_id", "user_id", "day", "table_name", "status", "priority", "version", "category", "label"}
    keys |= {"week", "hour", "from_days", "from_hours"}
    for each in [*statements("queries"), *statements("prepared")]:
        order = sqlglot.parse_one(each.sql, dialect="athena").args["order"]
        assert order.expressions[-1].this.name in keys, each.name


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_is_described_and_one_query(view: View) -> None:
    assert view.comment.endswith(".")
    assert all(column.comment for column in view.columns)
    (tree,) = sqlglot.parse(view.sql(PARAMETERS), dialect="athena")
    assert isinstance(tree, exp.Query)


def test_every_view_has_its_statement_and_comes_after_those_it_reads() -> None:
    assert {view.template for view in VIEWS} == {path.stem for path in (FOLDER / "views").iterdir()}
    known: set[str] = set()
    views = {view.name for view in VIEWS}
    for view in VIEWS:
        read = {table.name for table in sqlglot.parse_one(view.sql(PARAMETERS)).find_all(exp.Table)}
        assert read & views <= known
        known.add(view.name)


MERGES = {each.name: each for each in statements("maintenance") if each.name.startswith("merge_")}


@pytest.mark.parametrize("each", MERGES.values(), ids=MERGES)
def test_a_merge_fills_every_column(each: Statement) -> None:
    merge = sqlglot.parse_one(each.rendered(PARAMETERS), dialect="athena")
    (columns,) = (
        [column.name for column in table.columns] for table in ICEBERG_TABLES if table.name == merge.this.name
    )
    equal = {condition.left.name for condition in merge.args["on"].find_all(exp.EQ)}
    for branch in merge.args["whens"].expressions:
        match branch.args["then"]:
            case exp.Insert() as insert:
                assert [column.name for column in insert.this.expressions] == columns
                assert [value.sql() for value in insert.expression.expressions] == [
                    f"s.{name}" for name in columns
                ]
            case exp.Update() as update:
                assert [change.sql() for change in update.expressions] == [
                    f"{name} = s.{name}" for name in columns if name not in equal
                ]
            case other:
                pytest.fail(f"{other!r} in {each.name}")


def test_states_have_one_merge_and_histories_a_near_and_a_far_one() -> None:
    assert MERGES.keys() == {
        "merge_near_task_history",
        "merge_far_task_history",
        "merge_task_states",
        "merge_near_user_history",
        "merge_far_user_history",
        "merge_user_states",
    }
