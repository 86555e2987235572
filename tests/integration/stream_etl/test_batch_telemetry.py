import json
from datetime import UTC, datetime, timedelta

import pytest

from tasklake.items import email_claim_item, item_from_task, item_from_user
from tests.integration.stream_etl.function import StreamEtlFunction
from tests.unit.stream_etl.table_changes import TASK, USER, Record, change


def batch() -> list[Record]:
    """Return a task, a user, an e-mail claim, and two records of an unknown kind."""
    unknown = {**item_from_task(TASK), "entity": {"S": "project"}}
    return [
        change(None, item_from_task(TASK), sequence=700),
        change(None, item_from_user(USER), sequence=701),
        change(None, email_claim_item(USER.email, USER.id), sequence=702),
        change(None, unknown, sequence=703),
        change(None, unknown, sequence=704),
    ]


def metrics(output: str) -> dict[tuple[str, str | None], float]:
    """Return the metrics printed in CloudWatch's embedded metric format, by name and table."""
    found: dict[tuple[str, str | None], float] = {}
    for line in output.splitlines():
        blob = json.loads(line)
        (directive,) = blob["_aws"]["CloudWatchMetrics"]
        assert directive["Namespace"] == "Tasklake"
        assert blob["service"] == "stream-etl"
        for metric in directive["Metrics"]:
            (value,) = blob[metric["Name"]]
            found[metric["Name"], blob.get("table")] = value
    return found


def test_a_batch_logs_one_line(function: StreamEtlFunction) -> None:
    function.invoke(batch()[:3])

    (line,) = function.log_lines()
    assert line["message"] == "batch"
    assert line["level"] == "INFO"
    assert line["records"] == 3
    assert line["rows"] == {"task_events": 1, "user_events": 1}
    assert line["quarantined"] == 0
    assert line["skipped"] == 1
    assert [key.split("/")[1] for key in line["keys"]] == ["task_events", "user_events"]
    assert line["newest_change_lag_ms"] > 0
    assert line["function_request_id"] == "request-1"


def test_quarantined_records_are_logged_by_reason_and_sequence_number(function: StreamEtlFunction) -> None:
    function.invoke(batch())

    _, warning = function.log_lines()
    assert warning["level"] == "WARNING"
    assert warning["message"] == "quarantined"
    assert warning["reason"] == "entity is unknown"
    assert warning["records"] == 2
    assert warning["sequences"] == ["000000000000000000703", "000000000000000000704"]


def test_a_flood_of_quarantined_records_logs_the_first_twenty_sequence_numbers(
    function: StreamEtlFunction,
) -> None:
    unknown = {**item_from_task(TASK), "entity": {"S": "project"}}

    function.invoke([change(None, unknown, sequence=sequence) for sequence in range(25)])

    _, warning = function.log_lines()
    assert warning["records"] == 25
    assert len(warning["sequences"]) == 20


def test_the_log_shows_nothing_of_an_item(function: StreamEtlFunction) -> None:
    function.invoke(batch())

    log = function.log.getvalue()
    for secret in (TASK.title, TASK.id, USER.email, USER.name, USER.id, "project"):
        assert secret not in log


def test_the_metrics_count_what_became_of_the_records(
    function: StreamEtlFunction, capsys: pytest.CaptureFixture[str]
) -> None:
    function.invoke(batch())

    measured = metrics(capsys.readouterr().out)
    lag = measured.pop(("NewestChangeLagMilliseconds", None))
    assert measured == {
        ("BatchRecords", None): 5,
        ("QuarantinedRecords", None): 2,
        ("SkippedRecords", None): 1,
        ("RowsWritten", "task_events"): 1,
        ("RowsWritten", "user_events"): 1,
    }
    assert timedelta(milliseconds=lag) == pytest.approx(
        datetime.now(UTC) - TASK.updated_at, abs=timedelta(minutes=1)
    )


def test_a_batch_without_rows_has_no_lag(
    function: StreamEtlFunction, capsys: pytest.CaptureFixture[str]
) -> None:
    function.invoke(batch()[3:])

    assert metrics(capsys.readouterr().out) == {
        ("BatchRecords", None): 2,
        ("QuarantinedRecords", None): 2,
        ("SkippedRecords", None): 0,
    }
    assert "newest_change_lag_ms" not in function.log_lines()[0]


def test_a_failed_batch_is_not_counted(
    function: StreamEtlFunction, capsys: pytest.CaptureFixture[str]
) -> None:
    function.s3.delete_bucket(Bucket="lake")

    with pytest.raises(function.s3.exceptions.NoSuchBucket):
        function.invoke(batch())

    assert metrics(capsys.readouterr().out) == {}
    assert function.log_lines() == []
