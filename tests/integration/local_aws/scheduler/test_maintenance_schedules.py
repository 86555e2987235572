import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from botocore.exceptions import EndpointConnectionError

from local_aws.athena import CommitConflictError, RowCounts
from local_aws.scheduler import MaintenanceSchedules, SchedulesStoppedError, UnsupportedScheduleError
from local_aws.sessions import EmulatorSession
from tests.unit.local_aws.scheduler.time_until import TimeUntil

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ATHENA = "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
WORKGROUP = "arn:aws:athena:us-east-1:000000000000:workgroup/maintenance"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "scheduler.amazonaws.com"}}
    ],
}


@dataclass
class RecordingLake:
    """Executes nothing and remembers all."""

    failure: Exception | None = None
    executed: list[str] = field(default_factory=list[str])

    def over(self, database: str) -> "RecordingLake":
        self.executed.append(f"database {database}")
        return self

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        raise AssertionError(sql)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        raise AssertionError(sql)

    def execute(self, sql: str) -> RowCounts:
        self.executed.append(sql)
        if self.failure:
            raise self.failure
        return RowCounts(inserted=3, updated=2, deleted=1)


@pytest.fixture
def role_arn(session: EmulatorSession, request: pytest.FixtureRequest) -> str:
    iam = session.client("iam")
    return iam.create_role(RoleName=request.node.name[:60], AssumeRolePolicyDocument=json.dumps(TRUST))[
        "Role"
    ]["Arn"]


@pytest.fixture
def allowed_role_arn(session: EmulatorSession, role_arn: str) -> str:
    allowed = {"Effect": "Allow", "Action": "athena:StartQueryExecution", "Resource": WORKGROUP}
    session.client("iam").put_role_policy(
        RoleName=role_arn.rpartition("/")[2],
        PolicyName="start",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )
    return role_arn


@pytest.fixture
def create_schedule(session: EmulatorSession) -> Iterator[Callable[..., None]]:
    """Create schedules that are gone after the test."""
    scheduler = session.client("scheduler")
    names: list[str] = []

    def create(role_arn: str, name: str = "merge", *, target: str = ATHENA, **changed: Any) -> None:  # noqa: ANN401 - parts of a request
        query = {
            "QueryString": f"DELETE FROM {name}",
            "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": "lake"},
            "WorkGroup": "maintenance",
            "ClientRequestToken": f"tasklake-{name}-<aws.scheduler.scheduled-time>",
        }
        request: dict[str, Any] = {
            "ScheduleExpression": "cron(25 0/1 * * ? *)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": target, "RoleArn": role_arn, "Input": json.dumps(query)},
            **changed,
        }
        scheduler.create_schedule(Name=name, **request)
        names.append(name)

    yield create
    for name in names:
        scheduler.delete_schedule(Name=name)


def run_until(session: EmulatorSession, lake: RecordingLake, end: datetime, log_file: Path) -> str:
    """Run the account's schedules from noon to `end`, and return what was logged."""
    with MaintenanceSchedules(session, lake.over, log_file=log_file, clock=TimeUntil(NOON, end)):
        pass
    return log_file.read_text() if log_file.exists() else ""


def test_a_statement_runs_once_when_its_schedule_is_due(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn)
    lake = RecordingLake()
    log = run_until(session, lake, NOON + timedelta(minutes=59), tmp_path / "maintenance.log")
    assert lake.executed == ["database lake", "DELETE FROM merge"]
    assert "INFO merge, due at 2026-03-01T12:25:00Z, changed RowCounts(inserted=3" in log


def test_a_role_that_may_not_start_queries_starts_none(
    session: EmulatorSession, role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(role_arn)
    lake = RecordingLake()
    log = run_until(session, lake, NOON + timedelta(minutes=59), tmp_path / "maintenance.log")
    assert lake.executed == []
    assert f"{role_arn} may not start queries; allow it athena:StartQueryExecution on {WORKGROUP}" in log


def test_a_statement_that_failed_is_logged_with_its_reason_and_runs_again_when_next_due(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn)
    lake = RecordingLake(CommitConflictError("another writer was first"))
    log = run_until(session, lake, NOON + timedelta(minutes=119), tmp_path / "maintenance.log")
    assert lake.executed.count("DELETE FROM merge") == 2
    assert log.count("ERROR merge") == 2
    assert "another writer was first" in log


def test_a_lake_that_cannot_be_reached_fails_the_run_alone(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn)
    lake = RecordingLake(EndpointConnectionError(endpoint_url="http://glue"))
    log = run_until(session, lake, NOON + timedelta(minutes=119), tmp_path / "maintenance.log")
    assert lake.executed.count("DELETE FROM merge") == 2
    assert log.count('failed: Could not connect to the endpoint URL: "http://glue"') == 2


def test_the_same_token_starts_nothing_a_second_time(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    query = {
        "QueryString": "DELETE FROM merge",
        "QueryExecutionContext": {"Database": "lake"},
        "WorkGroup": "maintenance",
        "ClientRequestToken": "the-same-token-for-every-single-run",
    }
    create_schedule(
        allowed_role_arn, Target={"Arn": ATHENA, "RoleArn": allowed_role_arn, "Input": json.dumps(query)}
    )
    lake = RecordingLake()
    log = run_until(session, lake, NOON + timedelta(minutes=119), tmp_path / "maintenance.log")
    assert lake.executed.count("DELETE FROM merge") == 1
    assert "merge was started before by the token the-same-token" in log


def test_disabled_schedules_and_those_of_other_targets_are_left_alone(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, "disabled", State="DISABLED")
    create_schedule(
        allowed_role_arn,
        "lambda",
        target="arn:aws:lambda:us-east-1:000000000000:function:none",
        State="ENABLED",
    )
    lake = RecordingLake()
    assert run_until(session, lake, NOON + timedelta(hours=2), tmp_path / "maintenance.log") == ""
    assert lake.executed == []


def test_a_schedule_that_cannot_be_followed_is_refused_at_the_start(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, ScheduleExpression="cron(5 2 1 * ? *)")
    with pytest.raises(
        UnsupportedScheduleError, match=r"Schedule merge: cron\(5 2 1 \* \? \*\) cannot be followed"
    ):
        run_until(session, RecordingLake(), NOON, tmp_path / "maintenance.log")


def test_a_fault_that_is_no_failed_statement_reaches_the_owner(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn)
    lake = RecordingLake(RuntimeError("a fault of ours"))
    schedules = MaintenanceSchedules(
        session,
        lake.over,
        log_file=tmp_path / "maintenance.log",
        clock=TimeUntil(NOON, NOON + timedelta(hours=1)),
    )
    with pytest.raises(SchedulesStoppedError, match="a fault of ours"), schedules:
        pass
    with pytest.raises(SchedulesStoppedError):
        schedules.raise_error()


def test_a_stop_does_not_wait_for_the_next_run(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, ScheduleExpression="rate(1 day)")
    began = datetime.now(UTC)
    with MaintenanceSchedules(
        session, RecordingLake().over, log_file=tmp_path / "maintenance.log"
    ) as schedules:
        schedules.raise_error()
    assert datetime.now(UTC) - began < timedelta(seconds=5)
