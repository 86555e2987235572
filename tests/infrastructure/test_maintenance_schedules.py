import json
from typing import Any

import pytest

from infrastructure.maintenance.schedules import (
    START_QUERY,
    client_request_token,
    scheduled_statements,
)
from infrastructure.settings import SettingsError
from local_aws.realizer.registration import Registration
from tasklake_lake.statements import statements
from tests.infrastructure.program import Program, declare

SCHEDULE = "aws:scheduler/schedule:Schedule"
LONGEST_NAME = 64
"""Of a schedule group and of a schedule ("CreateScheduleGroup", EventBridge Scheduler API Reference)."""


def expressions(interval_hours: int) -> dict[str, str]:
    return {each.statement.name: each.expression for each in scheduled_statements(interval_hours)}


def test_each_statement_has_a_minute_of_its_own() -> None:
    found = expressions(1)
    minutes = {int(each.removeprefix("cron(").split()[0]) for each in found.values()}
    assert len(minutes) == len(found)
    assert minutes <= set(range(1, 60))
    for name, expression in found.items():
        hours = "0/1" if name.startswith("merge_") else "2"
        assert expression.endswith(f" {hours} * * ? *)")


def test_a_longer_interval_is_for_merges_only() -> None:
    assert expressions(6)["merge_task_states"].endswith(" 0/6 * * ? *)")
    assert expressions(6)["expire_task_tombstones"].endswith(" 2 * * ? *)")


def test_an_interval_that_does_not_divide_a_day_is_refused() -> None:
    config = {"tasklake:maintenance_interval_hours": "5"}
    with pytest.raises(
        SettingsError, match="tasklake:maintenance_interval_hours: Input should be 1, 2, 3, 4 or 6"
    ):
        declare("prod", config)


def test_there_is_a_schedule_for_each_file_and_it_runs_in_utc(prod: Program) -> None:
    schedules = maintenance_schedules(prod)
    assert {each.name for each in schedules} == {each.name for each in statements("maintenance")}
    for schedule in schedules:
        assert schedule.inputs["name"] == schedule.name
        assert schedule.inputs["groupName"] == "tasklake-prod"
        assert schedule.inputs["scheduleExpressionTimezone"] == "UTC"
        assert schedule.inputs["flexibleTimeWindow"] == {"mode": "OFF"}


def maintenance_schedules(program: Program) -> list[Registration]:
    return [each for each in program.all(SCHEDULE) if each.inputs["target"]["arn"].endswith(START_QUERY)]


def target(program: Program, name: str) -> Any:  # noqa: ANN401 - JSON
    return program.one(SCHEDULE, name).inputs["target"]


def test_athena_is_called_as_its_api_names_things(prod: Program) -> None:
    called = target(prod, "expire_task_tombstones")
    assert called["arn"] == "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
    assert called["roleArn"] == "arn:aws:mock:::maintenance"
    assert json.loads(called["input"]) == {
        "QueryString": "DELETE FROM task_states\n"
        "WHERE op = 'delete'\n"
        "    AND occurred_at < localtimestamp - INTERVAL '386' DAY\n"
        "    AND coalesce(ingested_at, occurred_at) < localtimestamp - INTERVAL '386' DAY",
        "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": "tasklake_prod"},
        "WorkGroup": "tasklake-prod-maintenance",
        "ClientRequestToken": "tasklake-prod-expire_task_tombstones-<aws.scheduler.scheduled-time>",
    }


def test_no_statement_goes_out_with_a_placeholder_in_it(prod: Program) -> None:
    for schedule in prod.all(SCHEDULE):
        assert "${" not in schedule.inputs["target"]["input"]


@pytest.mark.parametrize("schedule_group", ["tasklake-a", "g" * LONGEST_NAME])
def test_a_token_has_the_length_that_athena_demands(schedule_group: str) -> None:
    for statement in statements("maintenance"):
        token = client_request_token(schedule_group, statement.name)
        sent = token.replace("<aws.scheduler.scheduled-time>", "2026-03-01T09:05:00Z")
        assert 32 <= len(sent) <= 128


def test_what_cannot_be_started_before_the_next_run_goes_to_an_encrypted_queue(
    prod: Program, tuned: Program
) -> None:
    assert target(tuned, "merge_task_states")["retryPolicy"] == {
        "maximumEventAgeInSeconds": 7200,
        "maximumRetryAttempts": 185,
    }
    assert target(prod, "merge_task_states")["deadLetterConfig"] == {
        "arn": "arn:aws:mock:::maintenance-dead-letters"
    }
    queue = prod.one("aws:sqs/queue:Queue", "maintenance-dead-letters").inputs
    assert queue["sqsManagedSseEnabled"] is True
    assert queue["messageRetentionSeconds"] == 1_209_600
