from collections.abc import Iterator, Sequence

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError

from tasklake_operations.athena import CommitConflictError, QueryFailedError
from tasklake_operations.lake_maintenance import UnknownStatementError, plan, run_statement

CONFLICT = CommitConflictError("lake.task_states")


class ScriptedLake:
    """A lake whose statements end as a list says."""

    def __init__(self, *ends: int | Exception) -> None:
        self.ends = list(ends)

    def execute(self, sql: str) -> int:
        end = self.ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        raise AssertionError

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        raise AssertionError


def test_lost_commits_are_tried_again_after_growing_waits() -> None:
    waits: list[float] = []
    lake = ScriptedLake(CONFLICT, CONFLICT, CONFLICT, 4096)
    run = run_statement(lake, "merge_task_states", "MERGE", sleep=waits.append)
    assert (run.bytes_scanned, run.failure) == (4096, None)
    assert len(waits) == 3
    assert 0.5 <= waits[0] <= 1 <= waits[1] <= 2 <= waits[2] <= 4


def test_commits_lost_without_end_are_a_failure() -> None:
    waits: list[float] = []
    run = run_statement(ScriptedLake(*[CONFLICT] * 6), "merge_task_states", "MERGE", sleep=waits.append)
    assert run.bytes_scanned is None
    assert run.failure
    assert run.failure.startswith("lake.task_states was changed by another writer")
    assert len(waits) == 5


def test_a_failure_of_another_kind_is_not_tried_again() -> None:
    run = run_statement(ScriptedLake(QueryFailedError("division by zero")), "merge_task_states", "MERGE")
    assert (run.name, run.bytes_scanned, run.failure) == ("merge_task_states", None, "division by zero")


def test_a_refused_request_is_a_failure_of_its_statement() -> None:
    refused = ClientError(
        {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "StartQueryExecution"
    )
    run = run_statement(ScriptedLake(refused), "merge_task_states", "MERGE")
    assert (
        run.failure
        == "An error occurred (AccessDeniedException) when calling the StartQueryExecution operation: no"
    )


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
