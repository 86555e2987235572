import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_aws.iceberg import open_catalog
from local_aws.scheduler import MaintenanceSchedules, SchedulesStoppedError, UnsupportedScheduleError
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake
from tests.unit.local_aws.scheduler.time_until import TimeUntil

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ATHENA = "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
WORKGROUP = "arn:aws:athena:us-east-1:000000000000:workgroup/maintenance"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": "000000000000",
                    "aws:SourceArn": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/default",
                }
            },
        }
    ],
}


@pytest.fixture(scope="module", autouse=True)
def workgroup(session: EmulatorSession) -> None:
    session.client("athena").create_work_group(
        Name="maintenance", Configuration={"ResultConfiguration": {"OutputLocation": "s3://results/"}}
    )


@pytest.fixture
def lake(session: EmulatorSession, tmp_path: Path) -> SmallLake:
    """A lake whose table `runs` gets a row by each run."""
    lake = make_lake(session, tmp_path)
    lake.create_iceberg_table("runs", {"id": "string"})
    return lake


def runs(lake: SmallLake) -> int:
    return open_catalog(lake.session).load_table((lake.name, "runs")).scan().to_arrow().num_rows


@pytest.fixture
def role_arn(session: EmulatorSession, request: pytest.FixtureRequest) -> str:
    iam = session.client("iam")
    return iam.create_role(RoleName=request.node.name[:60], AssumeRolePolicyDocument=json.dumps(TRUST))[
        "Role"
    ]["Arn"]


@pytest.fixture
def allowed_role_arn(session: EmulatorSession, lake: SmallLake, role_arn: str) -> str:
    table = f"arn:aws:glue:us-east-1:000000000000:table/{lake.name}/runs"
    allowed = {
        "Effect": "Allow",
        "Action": ["athena:StartQueryExecution", "glue:UpdateTable", "s3:PutObject"],
        "Resource": [WORKGROUP, table, f"arn:aws:s3:::{lake.name}/*"],
    }
    session.client("iam").put_role_policy(
        RoleName=role_arn.rpartition("/")[2],
        PolicyName="start",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )
    return role_arn


@pytest.fixture
def create_schedule(session: EmulatorSession, lake: SmallLake) -> Iterator[Callable[..., None]]:
    """Create schedules that are gone after the test."""
    scheduler = session.client("scheduler")
    names: list[str] = []

    def create(
        role_arn: str,
        name: str = "merge",
        *,
        sql: str = "INSERT INTO runs VALUES ('run')",
        client_token: str = "tasklake-<aws.scheduler.scheduled-time>-<aws.scheduler.execution-id>",  # noqa: S107 - no secret
        target: str = ATHENA,
        **changed: Any,  # noqa: ANN401 - parts of a request
    ) -> None:
        query = {
            "QueryString": sql,
            "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": lake.name},
            "WorkGroup": "maintenance",
            "ClientRequestToken": client_token,
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


def run_until(session: EmulatorSession, end: datetime, log_file: Path) -> str:
    """Run the account's schedules from noon to `end`, and return what was logged."""
    with MaintenanceSchedules(session, log_file=log_file, clock=TimeUntil(NOON, end)):
        pass
    return log_file.read_text() if log_file.exists() else ""


def test_a_statement_runs_once_when_its_schedule_is_due(
    lake: SmallLake, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn)
    log = run_until(lake.session, NOON + timedelta(minutes=59), tmp_path / "maintenance.log")
    assert runs(lake) == 1
    assert "INFO merge, due at 2026-03-01T12:25:00Z, succeeded as query " in log


def test_a_role_that_may_not_start_queries_starts_none(
    lake: SmallLake, role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(role_arn)
    log = run_until(lake.session, NOON + timedelta(minutes=59), tmp_path / "maintenance.log")
    assert runs(lake) == 0
    assert "ERROR merge, due at 2026-03-01T12:25:00Z, failed: " in log
    assert "is not authorized to perform: athena:StartQueryExecution" in log


def test_a_role_that_trusts_another_group_is_not_taken_on(
    lake: SmallLake, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    lake.session.client("iam").update_assume_role_policy(
        RoleName=allowed_role_arn.rpartition("/")[2],
        PolicyDocument=json.dumps(TRUST).replace("schedule-group/default", "schedule-group/another"),
    )
    create_schedule(allowed_role_arn)
    log = run_until(lake.session, NOON + timedelta(minutes=59), tmp_path / "maintenance.log")
    assert runs(lake) == 0
    assert "is not authorized to perform: sts:AssumeRole" in log


def test_a_statement_that_failed_is_logged_with_its_reason_and_runs_again_when_next_due(
    lake: SmallLake, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, sql="DELETE FROM nosuch")
    log = run_until(lake.session, NOON + timedelta(minutes=119), tmp_path / "maintenance.log")
    assert log.count("ERROR merge") == 2
    assert log.count("TABLE_NOT_FOUND: ") == 2


def test_the_same_token_starts_nothing_a_second_time(
    lake: SmallLake, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, client_token="the-same-token-for-every-single-run")
    log = run_until(lake.session, NOON + timedelta(minutes=119), tmp_path / "maintenance.log")
    assert log.count("succeeded") == 2
    assert runs(lake) == 1


def test_disabled_schedules_and_those_of_other_targets_are_left_alone(
    lake: SmallLake, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, "disabled", State="DISABLED")
    create_schedule(
        allowed_role_arn,
        "lambda",
        target="arn:aws:lambda:us-east-1:000000000000:function:none",
        State="ENABLED",
    )
    assert run_until(lake.session, NOON + timedelta(hours=2), tmp_path / "maintenance.log") == ""
    assert runs(lake) == 0


def test_a_schedule_that_cannot_be_followed_is_refused_at_the_start(
    session: EmulatorSession, allowed_role_arn: str, create_schedule: Callable[..., None], tmp_path: Path
) -> None:
    create_schedule(allowed_role_arn, ScheduleExpression="cron(5 2 1 * ? *)")
    with pytest.raises(
        UnsupportedScheduleError, match=r"Schedule merge: cron\(5 2 1 \* \? \*\) cannot be followed"
    ):
        run_until(session, NOON, tmp_path / "maintenance.log")


def test_a_fault_that_is_no_failed_statement_reaches_the_owner(
    session: EmulatorSession, tmp_path: Path
) -> None:
    class BrokenClock(TimeUntil):
        def pause(self, seconds: float) -> None:
            raise RuntimeError("a fault of ours")

    schedules = MaintenanceSchedules(
        session, log_file=tmp_path / "maintenance.log", clock=BrokenClock(NOON, NOON + timedelta(hours=1))
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
    with MaintenanceSchedules(session, log_file=tmp_path / "maintenance.log") as schedules:
        schedules.raise_error()
    assert datetime.now(UTC) - began < timedelta(seconds=5)
