from dataclasses import replace
from functools import partial

import pytest

from local_aws.iceberg import open_catalog
from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.iceberg_tables import TASK_HISTORY, TASK_STATES, USER_STATES
from tasklake_operations.athena import QueryFailedError
from tasklake_operations.lake_migration import Addition, NotAdditiveError, add_columns, pending_additions
from tests.integration.lake.realized_lake import Lake

PLAN = Column("plan", ColumnType.STRING, r"What the user's plan is; C:\plans has them.", added_in=2)
TAGS = Column("tags", ColumnType.STRINGS, "Labels.", added_in=2)
LATER = replace(USER_STATES, columns=(*USER_STATES.columns, PLAN, TAGS))


def test_a_lake_that_the_program_made_lacks_nothing(lake: Lake) -> None:
    assert pending_additions(lake.session.client("glue"), lake.database) == []


def test_a_lake_that_is_not_there_yet_lacks_nothing(lake: Lake) -> None:
    glue = lake.session.client("glue")
    assert pending_additions(glue, "nosuch") == []
    glue.delete_table(DatabaseName=lake.database, Name="user_states")
    assert pending_additions(glue, lake.database) == []


def test_what_is_missing_is_added_once_and_described(lake: Lake) -> None:
    glue = lake.session.client("glue")
    pending = pending_additions(glue, lake.database, [LATER])
    assert pending == [Addition("user_states", PLAN), Addition("user_states", TAGS)]
    add_columns(lake.sql.execute, pending, list)
    assert pending_additions(glue, lake.database, [LATER]) == []
    assert lake.rows("DESCRIBE user_states")[-2:] == [
        {"col_name": "plan", "data_type": "string", "comment": PLAN.comment},
        {"col_name": "tags", "data_type": "array<string>", "comment": "Labels."},
    ]


def test_a_column_that_was_dropped_is_not_there(lake: Lake) -> None:
    add_columns(lake.sql.execute, [Addition("user_states", PLAN)], list)
    with open_catalog(lake.session).load_table((lake.database, "user_states")).update_schema() as schema:
        schema.delete_column("plan")
    glue = lake.session.client("glue")
    assert pending_additions(glue, lake.database) == []
    assert [addition.column for addition in pending_additions(glue, lake.database, [LATER])] == [PLAN, TAGS]


def test_the_differences_of_all_tables_are_named_and_nothing_is_added(lake: Lake) -> None:
    add_columns(lake.sql.execute, [Addition("task_states", PLAN), Addition("task_history", PLAN)], list)
    with pytest.raises(NotAdditiveError) as refused:
        pending_additions(lake.session.client("glue"), lake.database, [LATER, TASK_STATES, TASK_HISTORY])
    assert [line.split()[0] for line in str(refused.value).splitlines()[1:]] == [
        "task_states.plan",
        "task_history.plan",
    ]


def test_what_somebody_else_adds_at_the_same_time_is_added(lake: Lake) -> None:
    glue = lake.session.client("glue")
    look = partial(pending_additions, glue, lake.database, [LATER])
    pending = look()

    def second(sql: str) -> None:
        if "ADD COLUMNS" in sql:
            lake.sql.execute(sql)
            raise QueryFailedError("there is a column plan already")
        lake.sql.execute(sql)

    add_columns(second, pending, look)
    assert look() == []


def test_a_column_that_cannot_be_added_is_told(lake: Lake) -> None:
    look = partial(pending_additions, lake.session.client("glue"), lake.database, [LATER])

    def refuse(_: str) -> None:
        raise QueryFailedError("no")

    with pytest.raises(QueryFailedError, match="no"):
        add_columns(refuse, look(), look)
