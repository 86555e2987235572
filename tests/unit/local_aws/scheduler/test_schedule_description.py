import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from local_aws.scheduler.errors import UnsupportedScheduleError
from local_aws.scheduler.schedule import Schedule

if TYPE_CHECKING:
    from types_boto3_scheduler.type_defs import GetScheduleOutputTypeDef

DUE = datetime(2026, 3, 1, 12, 25, tzinfo=UTC)
REQUEST: dict[str, Any] = {
    "QueryString": "DELETE FROM t WHERE a < 1",
    "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": "lake"},
    "WorkGroup": "maintenance",
    "ClientRequestToken": "tasklake-merge-<aws.scheduler.scheduled-time>",
}


def schedule(request: object = REQUEST, **changed: object) -> Schedule:
    described = {
        "Arn": "arn:aws:scheduler:us-east-1:000000000000:schedule/group/merge",
        "Name": "merge",
        "ScheduleExpression": "cron(25 0/1 * * ? *)",
        "CreationDate": datetime(2026, 3, 1, tzinfo=UTC),
        "Target": {
            "RoleArn": "arn:aws:iam::000000000000:role/maintenance",
            "Input": request if isinstance(request, str) else json.dumps(request),
        },
        **changed,
    }
    return Schedule.from_api(cast("GetScheduleOutputTypeDef", described))


def test_a_run_is_the_request_with_its_time_in_it() -> None:
    assert schedule().invocation(DUE) == {
        **REQUEST,
        "ClientRequestToken": "tasklake-merge-2026-03-01T12:25:00Z",
    }


def test_every_context_attribute_is_filled_in() -> None:
    attributes = " ".join(
        f"<aws.scheduler.{name}>"
        for name in ("schedule-arn", "scheduled-time", "execution-id", "attempt-number")
    )
    (arn, time, execution, attempt) = (
        schedule({**REQUEST, "QueryString": attributes}).invocation(DUE)["QueryString"].split()
    )
    assert arn == "arn:aws:scheduler:us-east-1:000000000000:schedule/group/merge"
    assert (time, attempt) == ("2026-03-01T12:25:00Z", "1")
    assert re.fullmatch("[0-9a-f]{16}", execution)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ("not json", "not JSON"),
        ([], "Athena would refuse"),
        ({**REQUEST, "queryString": "SELECT 1"}, 'Unknown parameter in input: "queryString"'),
        ({key: REQUEST[key] for key in REQUEST if key != "QueryString"}, '"QueryString"'),
        ({key: REQUEST[key] for key in REQUEST if key != "ClientRequestToken"}, "ClientRequestToken has 0"),
        ({**REQUEST, "ClientRequestToken": "<aws.scheduler.execution-id>"}, "ClientRequestToken"),
        ({**REQUEST, "ClientRequestToken": "x" * 129}, "ClientRequestToken has 129"),
    ],
)
def test_a_request_that_athena_would_refuse_is_refused_before_it_is_due(
    request_: object, reason: str
) -> None:
    with pytest.raises(UnsupportedScheduleError, match=re.escape(reason)) as refused:
        schedule(request_)
    assert str(refused.value).startswith("Schedule merge: ")


@pytest.mark.parametrize(
    "changed",
    [
        {"ScheduleExpressionTimezone": "Europe/Berlin"},
        {"StartDate": DUE},
        {"EndDate": DUE},
        {"ScheduleExpression": "cron(25 0 L * ? *)"},
    ],
)
def test_what_is_not_followed_here_is_refused_by_the_schedules_name(changed: dict[str, object]) -> None:
    with pytest.raises(UnsupportedScheduleError, match="Schedule merge"):
        schedule(**changed)
