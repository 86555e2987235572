from dataclasses import replace

import pytest

from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.iceberg_tables import USER_STATES, IcebergTable
from tasklake_operations.lake_migration import NotAdditiveError, additions

PRESENT = {column.name: column.type.glue for column in USER_STATES.columns}
PLAN = Column("plan", ColumnType.STRING, "What the user pays for.", added_in=2)
TAGS = Column("tags", ColumnType.STRINGS, "Labels.", added_in=2)


def with_columns(*columns: Column) -> IcebergTable:
    return replace(USER_STATES, columns=columns)


def test_a_changed_type_is_refused() -> None:
    with pytest.raises(
        NotAdditiveError, match=r"^user_states\.version is int in the lake and declared as bigint"
    ):
        additions(USER_STATES, PRESENT | {"version": "int"})


def test_a_column_that_is_no_longer_declared_is_refused() -> None:
    with pytest.raises(NotAdditiveError, match=r"^user_states\.plan is in the lake and no longer declared"):
        additions(USER_STATES, PRESENT | {"plan": "string"})


def test_a_new_column_among_old_ones_is_refused_with_the_way_out() -> None:
    declared = with_columns(replace(PLAN, added_in=1), *USER_STATES.columns)
    with pytest.raises(
        NotAdditiveError, match=r"^user_states\.plan is new and declared before .*: give it added_in="
    ):
        additions(declared, PRESENT)


def test_every_difference_is_named_at_once() -> None:
    with pytest.raises(NotAdditiveError) as refused:
        additions(with_columns(PLAN, *USER_STATES.columns), PRESENT | {"version": "int", "gone": "date"})
    assert [line.split()[0] for line in str(refused.value).splitlines()] == [
        "user_states.version",
        "user_states.gone",
        "user_states.plan",
    ]
