import pytest

from tasklake_operations.lake_maintenance import UnknownStatementError, plan


def test_everything_is_merged_before_anything_expires() -> None:
    verbs = [statement.name.partition("_")[0] for statement in plan()]
    assert verbs == sorted(verbs, reverse=True)
    assert set(verbs) == {"merge", "expire"}


def test_the_order_does_not_follow_the_order_of_asking() -> None:
    wanted = ["expire_task_tombstones", "merge_task_states"]
    assert [statement.name for statement in plan(wanted)] == ["merge_task_states", "expire_task_tombstones"]


def test_an_unknown_statement_is_named_beside_those_there_are() -> None:
    with pytest.raises(UnknownStatementError, match=r"no statement vacuum; it has merge_far_task_history, "):
        plan(["merge_task_states", "vacuum"])
