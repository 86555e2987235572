"""A schedule of EventBridge Scheduler that starts queries in Athena."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from local_aws.scheduler.errors import UnsupportedScheduleError
from local_aws.scheduler.expression import Expression, parse_expression

if TYPE_CHECKING:
    from types_boto3_athena.type_defs import StartQueryExecutionInputTypeDef
    from types_boto3_scheduler.type_defs import GetScheduleOutputTypeDef

TARGET_ARN: Final = "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
TOKEN_LENGTHS: Final = range(32, 129)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What runs when, and under which role.

    Attributes:
        arn: The schedule's.
        name: The schedule's.
        group_arn: Its group's, for which Scheduler takes the role on (EventBridge Scheduler User Guide, "Confused deputy
            prevention").
        role_arn: The role that starts the query.
        expression: When it is due.
        input: The request, with context attributes in it.
    """

    arn: str
    name: str
    group_arn: str
    role_arn: str
    expression: Expression
    input: str

    @classmethod
    def from_api(cls, described: "GetScheduleOutputTypeDef") -> Self:
        """Read the answer of GetSchedule. A flexible time window is taken to be over at its start.

        Raises:
            UnsupportedScheduleError: The expression or the input cannot be followed here, or it runs in another time
                zone than UTC, or between two dates.
        """
        name = described["Name"]
        if described.get("ScheduleExpressionTimezone", "UTC") != "UTC":
            raise UnsupportedScheduleError(f"Schedule {name} runs in a time zone; only UTC is followed here")
        if described.get("StartDate") or described.get("EndDate"):
            raise UnsupportedScheduleError(
                f"Schedule {name} has a start or an end, which is not followed here"
            )
        try:
            schedule = cls(
                arn=described["Arn"],
                name=name,
                group_arn=group_arn(described["Arn"]),
                role_arn=described["Target"]["RoleArn"],
                expression=parse_expression(described["ScheduleExpression"], described["CreationDate"]),
                input=described["Target"].get("Input", ""),
            )
            schedule.invocation(described["CreationDate"])
        except UnsupportedScheduleError as error:
            raise UnsupportedScheduleError(f"Schedule {name}: {error}") from error
        return schedule

    def invocation(self, scheduled_time: datetime) -> "StartQueryExecutionInputTypeDef":
        """Return the call of a run ("Adding context attributes", EventBridge Scheduler User Guide).

        Args:
            scheduled_time: When the run was due.
        """
        attributes = {
            "schedule-arn": self.arn,
            "scheduled-time": utc_text(scheduled_time),
            "execution-id": secrets.token_hex(8),
            "attempt-number": "1",
        }
        text = self.input
        for attribute, value in attributes.items():
            text = text.replace(f"<aws.scheduler.{attribute}>", value)
        return parse_request(text)


def group_arn(schedule_arn: str) -> str:
    """Return the ARN of the group of arn:aws:scheduler:REGION:ACCOUNT:schedule/GROUP/NAME."""
    account, _, path = schedule_arn.rpartition(":schedule/")
    return f"{account}:schedule-group/{path.partition('/')[0]}"


def utc_text(moment: datetime) -> str:
    """Return a moment as Scheduler tells it, like 2026-03-01T12:25:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_request(text: str) -> "StartQueryExecutionInputTypeDef":
    """Return the request in a target's input.

    Raises:
        UnsupportedScheduleError: Athena would refuse it; of callers other than its SDKs it demands a token.
    """
    try:
        request: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnsupportedScheduleError(f"The target's input is not JSON: {error}") from error
    report = ParamValidator().validate(request, request_shape())
    if report.has_errors():
        raise UnsupportedScheduleError(f"Athena would refuse the target's input: {report.generate_report()}")
    token = request.get("ClientRequestToken", "")
    if len(token) not in TOKEN_LENGTHS:
        raise UnsupportedScheduleError(f"ClientRequestToken has {len(token)} characters, not 32 to 128")
    return request


def request_shape() -> Shape:
    # Without a session, which would read the developer's settings and models.
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    return ServiceModel(loader.load_service_model("athena", "service-2"), "athena").shape_for(
        "StartQueryExecutionInput"
    )
