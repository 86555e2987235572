"""What runs on a schedule over the lake: the comparison with the table, and the erasure."""

import json
from typing import Any

from infrastructure.settings import Settings
from tests.infrastructure.program import Program

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FUNCTION = "aws:lambda/function:Function"
GLUE_TABLE = "aws:glue/catalogTable:CatalogTable"
SCHEDULE = "aws:scheduler/schedule:Schedule"
NAME = "lake-verification"


def alarm(program: Program, name: str) -> dict[str, Any]:
    return program.one(ALARM, name).inputs


def test_table_and_lake_are_compared_every_day_where_nothing_else_is_said(prod: Program) -> None:
    schedule = prod.one(SCHEDULE, NAME).inputs
    assert schedule["scheduleExpression"] == "cron(35 3 * * ? *)"
    assert schedule["groupName"] == "tasklake-prod"
    assert schedule["target"]["arn"] == f"arn:aws:mock:::{NAME}"
    assert schedule["target"]["deadLetterConfig"] == {"arn": "arn:aws:mock:::maintenance-dead-letters"}
    role = json.loads(prod.one("aws:iam/rolePolicy:RolePolicy", f"{NAME}-schedule").inputs["policy"])
    assert {s["Sid"]: (s["Action"], s["Resource"]) for s in role["Statement"]} == {
        "Invoke": (["lambda:InvokeFunction"], [f"arn:aws:mock:::{NAME}"]),
        "DeadLetters": (["sqs:SendMessage"], ["arn:aws:mock:::maintenance-dead-letters"]),
    }


def test_the_comparison_looks_as_far_back_as_the_statements(tuned: Program) -> None:
    variables = tuned.one(FUNCTION, NAME).inputs["environment"]["variables"]
    assert (variables["LAKE_TAIL_HOURS"], variables["ETL_BATCH_WINDOW_SECONDS"]) == ("30", "7")
    assert variables["WORKGROUP"] == "tasklake-prod-maintenance"


def test_a_difference_is_an_alarm_for_the_day_of_the_run(prod: Program) -> None:
    found = alarm(prod, "lake-differs")
    assert (found["namespace"], found["metricName"]) == ("Tasklake", "Differences")
    assert found["dimensions"] == {"service": f"tasklake-prod-{NAME}"}
    assert (found["comparisonOperator"], found["threshold"]) == ("GreaterThanThreshold", 0)
    assert (found["period"], found["treatMissingData"]) == (86_400, "notBreaching")


def test_runs_that_fail_are_an_alarm_and_silence_is_told_once_there_was_a_run(
    prod: Program, tuned: Program
) -> None:
    for program, days in ((prod, 2), (tuned, 7)):
        found = alarm(program, "lake-not-verified")
        assert (found["namespace"], found["metricName"]) == ("Tasklake", "LakeVerifications")
        assert (found["comparisonOperator"], found["threshold"]) == ("LessThanThreshold", 1)
        assert (found["period"], found["evaluationPeriods"]) == (86_400, days)
        assert found["treatMissingData"] == "missing"
        assert found["insufficientDataActions"] == ["arn:aws:mock:::observability"]


def test_once_a_week_is_a_sunday(tuned: Program) -> None:
    schedule = tuned.one(SCHEDULE, NAME).inputs
    assert schedule["scheduleExpression"] == "cron(35 3 ? * SUN *)"


def test_what_is_off_leaves_nothing_but_the_table(passing: Program) -> None:
    for type_ in (FUNCTION, SCHEDULE):
        assert not {NAME, "lake-erasure"} & {each.name for each in passing.all(type_)}
    alarms = {"lake-differs", "lake-not-verified", "lake-not-erased", "lake-erasure-late"}
    assert not alarms & {each.name for each in passing.all(ALARM)}
    assert passing.one(GLUE_TABLE, "lake_quality")
    # As YAML reads the word "off".
    off = Settings.model_validate({"lake_verification": "false", "lake_erasure": "false"})
    assert (off.lake_verification, off.lake_erasure) == ("off", "off")


def test_the_lake_is_looked_at_daily_for_erased_users_and_batches_come_as_the_stack_says(
    prod: Program, tuned: Program
) -> None:
    # A change is quiet after three days, and after four where the tail is of 30 hours.
    for program, days, late in ((prod, 7, 3 + 7 + 1), (tuned, 1, 4 + 1 + 1)):
        assert program.one(SCHEDULE, "lake-erasure").inputs["scheduleExpression"] == "cron(35 4 * * ? *)"
        variables = program.one(FUNCTION, "lake-erasure").inputs["environment"]["variables"]
        assert (variables["ERASURE_EVERY_DAYS"], variables["LEDGER_TABLE_NAME"]) == (
            str(days),
            "erasure-ledger",
        )
        age, failed = alarm(program, "lake-erasure-late"), alarm(program, "lake-not-erased")
        assert (age["metricName"], age["threshold"], age["statistic"]) == (
            "OldestErasureDays",
            late,
            "Minimum",
        )
        assert (failed["metricName"], failed["comparisonOperator"]) == ("LakeErasures", "LessThanThreshold")
        assert (failed["period"], failed["treatMissingData"]) == (86_400, "notBreaching")
