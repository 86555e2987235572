import pytest

from tasklake_operations.athena import (
    CommitConflictError,
    MoreRunsNeededError,
    QueryFailedError,
    SqlSyntaxError,
)
from tests.unit.operations.athena.scripted_athena import ScriptedAthena

MERGE = "MERGE INTO task_states"


@pytest.fixture
def athena() -> ScriptedAthena:
    return ScriptedAthena()


def test_a_statement_is_waited_for(athena: ScriptedAthena) -> None:
    athena.is_started(MERGE)
    for state in ("QUEUED", "RUNNING", "QUEUED", "RUNNING", "SUCCEEDED"):
        athena.is_in_state(state)
    assert athena.workgroup.execute(MERGE) == 0
    athena.assert_asked_all()


def test_parameters_go_as_they_are(athena: ScriptedAthena) -> None:
    query = "SELECT * FROM tasks WHERE status = ? AND version > ?"
    athena.is_started(query, ["'it''s'", "3"])
    athena.answers(("id", "varchar"), file='"id"\n')
    athena.workgroup.query(query, ["'it''s'", "3"])
    athena.assert_asked_all()


def test_a_failure_has_the_reason_and_the_query(athena: ScriptedAthena) -> None:
    athena.is_started(MERGE)
    athena.is_in_state(
        "FAILED", "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target row matched more than one row"
    )
    with pytest.raises(
        QueryFailedError, match=r"^MERGE_TARGET_ROW_MULTIPLE_MATCHES: .* \(query 0123 in workgroup"
    ):
        athena.workgroup.execute(MERGE)


def test_a_query_beyond_the_cutoff_says_so(athena: ScriptedAthena) -> None:
    athena.is_started(MERGE)
    athena.is_in_state("CANCELLED", "Bytes scanned limit was exceeded")
    with pytest.raises(QueryFailedError, match=r"^Bytes scanned limit was exceeded"):
        athena.workgroup.execute(MERGE)


def test_a_lost_commit_is_told_from_a_failure(athena: ScriptedAthena) -> None:
    athena.is_started(MERGE)
    athena.is_in_state(
        "FAILED", "ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: lake.task_states"
    )
    with pytest.raises(CommitConflictError, match=r"lake\.task_states"):
        athena.workgroup.execute(MERGE)


@pytest.mark.parametrize("verb", ["OPTIMIZE", "VACUUM"])
def test_what_wants_to_run_again_is_told_from_a_failure(athena: ScriptedAthena, verb: str) -> None:
    athena.is_started(MERGE)
    athena.is_in_state("FAILED", f"ICEBERG_{verb}_MORE_RUNS_NEEDED: Removed 20000 files in this round")
    with pytest.raises(MoreRunsNeededError, match=verb):
        athena.workgroup.execute(MERGE)


def test_what_athena_does_not_take_is_a_syntax_error(athena: ScriptedAthena) -> None:
    athena.athena.add_client_error(
        "start_query_execution", "InvalidRequestException", "line 1:1: mismatched input 'SELEC'"
    )
    with pytest.raises(SqlSyntaxError, match=r"^line 1:1: mismatched input 'SELEC'$"):
        athena.workgroup.query("SELEC 1")


def test_an_interrupt_stops_the_query(athena: ScriptedAthena, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    athena.is_started(MERGE)
    athena.is_in_state("RUNNING")
    athena.athena.add_response("stop_query_execution", {}, {"QueryExecutionId": "0123"})
    with pytest.raises(KeyboardInterrupt):
        athena.workgroup.execute(MERGE)
    athena.assert_asked_all()


def test_what_a_query_scanned_comes_with_its_rows(athena: ScriptedAthena) -> None:
    athena.is_started("SELECT 1 AS n")
    athena.is_in_state("SUCCEEDED", bytes_scanned=10_485_760)
    athena.has_columns(("n", "integer"))
    athena.has_file('"n"\n"1"\n')
    answer = athena.workgroup.metered_query("SELECT 1 AS n")
    assert (answer.rows.to_pylist(), answer.bytes_scanned) == ([{"n": 1}], 10_485_760)
