import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_aws.iceberg import open_catalog
from local_aws.scheduler import MaintenanceSchedules, SchedulesStoppedError, UnsupportedScheduleError
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake
from tests.integration.local_aws.roles import make_role, policy
from tests.unit.local_aws.scheduler.time_until import TimeUntil

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ATHENA = "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
WORKGROUP = "arn:aws:athena:us-east-1:000000000000:workgroup/maintenance"
TRUST = policy(
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
)


@pytest.fixture(scope="module", autouse=True)
def workgroup(session: EmulatorSession) -> None:
    session.client("athena").create_work_group(
        Name="maintenance", Configuration={"ResultConfiguration": {"OutputLocation": "s3://results/"}}
    )


@dataclass(frozen=True)
class Schedules:
    """Those of the test, whose role may start queries, over a table `runs` that gets a row by each run."""

    lake: SmallLake
    role_name: str
    role_arn: str
    log: Path
    names: list[str] = field(default_factory=list[str])

    @property
    def runs(self) -> int:
        return open_catalog(self.lake.session).load_table((self.lake.name, "runs")).scan().to_arrow().num_rows

    def create(
        self,
        name: str = "merge",
        *,
        sql: str = "INSERT INTO runs VALUES ('run')",
        target: str = ATHENA,
        **changed: Any,  # noqa: ANN401 - parts of a request
    ) -> None:
        query = {
            "QueryString": sql,
            "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": self.lake.name},
            "WorkGroup": "maintenance",
            "ClientRequestToken": "tasklake-<aws.scheduler.scheduled-time>-<aws.scheduler.execution-id>",
        }
        request: dict[str, Any] = {
            "ScheduleExpression": "cron(25 0/1 * * ? *)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": target, "RoleArn": self.role_arn, "Input": json.dumps(query)},
            **changed,
        }
        self.lake.session.client("scheduler").create_schedule(Name=name, **request)
        self.names.append(name)

    def run(self, minutes: int) -> str:
        """Run the account's schedules from noon on, and return what was logged."""
        end = NOON + timedelta(minutes=minutes)
        with MaintenanceSchedules(self.lake.session, log_file=self.log, clock=TimeUntil(NOON, end)):
            pass
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def schedules(
    session: EmulatorSession, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Schedules]:
    lake = make_lake(session, tmp_path)
    lake.create_iceberg_table("runs", {"id": "string"})
    name = request.node.name[:60]
    table = f"arn:aws:glue:us-east-1:000000000000:table/{lake.name}/runs"
    allowed = {
        "Effect": "Allow",
        "Action": [
            "athena:StartQueryExecution",
            "glue:GetTable",
            "glue:UpdateTable",
            "s3:GetObject",
            "s3:PutObject",
        ],
        "Resource": [WORKGROUP, table, f"arn:aws:s3:::{lake.name}/*"],
    }
    role_arn = make_role(session, name, allowed, trusts=TRUST)
    schedules = Schedules(lake, name, role_arn, tmp_path / "maintenance.log")
    yield schedules
    for created in schedules.names:
        session.client("scheduler").delete_schedule(Name=created)


def test_a_statement_runs_once_when_its_schedule_is_due(schedules: Schedules) -> None:
    schedules.create()
    log = schedules.run(59)
    assert schedules.runs == 1
    assert "INFO merge, due at 2026-03-01T12:25:00Z, succeeded as query " in log


def test_a_role_that_may_not_start_queries_starts_none(schedules: Schedules) -> None:
    iam = schedules.lake.session.client("iam")
    iam.delete_role_policy(RoleName=schedules.role_name, PolicyName="allowed")
    schedules.create()
    log = schedules.run(59)
    assert schedules.runs == 0
    assert "ERROR merge, due at 2026-03-01T12:25:00Z, failed: " in log
    assert "is not authorized to perform: athena:StartQueryExecution" in log


def test_a_role_that_trusts_another_group_is_not_taken_on(schedules: Schedules) -> None:
    schedules.lake.session.client("iam").update_assume_role_policy(
        RoleName=schedules.role_name,
        PolicyDocument=TRUST.replace("schedule-group/default", "schedule-group/another"),
    )
    schedules.create()
    log = schedules.run(59)
    assert schedules.runs == 0
    assert "is not authorized to perform: sts:AssumeRole" in log


def test_a_statement_that_failed_is_logged_with_its_reason_and_runs_again_when_next_due(
    schedules: Schedules,
) -> None:
    schedules.create(sql="DELETE FROM nosuch")
    log = schedules.run(119)
    assert log.count("ERROR merge") == 2
    assert log.count("TABLE_NOT_FOUND: ") == 2


def test_disabled_schedules_and_those_of_other_targets_are_left_alone(schedules: Schedules) -> None:
    schedules.create("disabled", State="DISABLED")
    schedules.create("lambda", target="arn:aws:lambda:us-east-1:000000000000:function:none", State="ENABLED")
    assert schedules.run(120) == ""
    assert schedules.runs == 0


def test_a_schedule_that_cannot_be_followed_is_refused_at_the_start(schedules: Schedules) -> None:
    schedules.create(ScheduleExpression="cron(5 2 1 * ? *)")
    with pytest.raises(
        UnsupportedScheduleError, match=r"Schedule merge: cron\(5 2 1 \* \? \*\) cannot be followed"
    ):
        schedules.run(0)


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


def test_a_stop_does_not_wait_for_the_next_run(schedules: Schedules) -> None:
    schedules.create(ScheduleExpression="rate(1 day)")
    began = datetime.now(UTC)
    with MaintenanceSchedules(schedules.lake.session, log_file=schedules.log) as running:
        running.raise_error()
    assert datetime.now(UTC) - began < timedelta(seconds=5)
