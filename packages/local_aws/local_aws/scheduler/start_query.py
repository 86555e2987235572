"""The call of Athena's StartQueryExecution that a schedule's target holds."""

import json
from dataclasses import dataclass
from typing import Any, Final, Self

from botocore.model import Shape
from botocore.session import Session
from botocore.validate import ParamValidator

from local_aws.scheduler.errors import UnsupportedScheduleError

TARGET_ARN: Final = "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
TOKEN_LENGTHS: Final = range(32, 129)


@dataclass(frozen=True, slots=True)
class StartQuery:
    """One start of a query.

    Attributes:
        sql: The statement.
        database: The Glue database of names without one.
        workgroup: Where it runs.
        token: What a repeated start is known by.
    """

    sql: str
    database: str
    workgroup: str
    token: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the call behind a target's input.

        Raises:
            UnsupportedScheduleError: Athena would refuse it, or it lacks what is needed here: the token, which
                Athena demands of callers other than its SDKs, a database, a workgroup.
        """
        try:
            request: Any = json.loads(text)
        except json.JSONDecodeError as error:
            raise UnsupportedScheduleError(f"The target's input is not JSON: {error}") from error
        report = ParamValidator().validate(request, request_shape())
        if report.has_errors():
            raise UnsupportedScheduleError(
                f"Athena would refuse the target's input: {report.generate_report()}"
            )
        token = request.get("ClientRequestToken", "")
        if len(token) not in TOKEN_LENGTHS:
            raise UnsupportedScheduleError(f"ClientRequestToken has {len(token)} characters, not 32 to 128")
        try:
            database = request["QueryExecutionContext"]["Database"]
            return cls(request["QueryString"], database, request["WorkGroup"], token)
        except KeyError as error:
            raise UnsupportedScheduleError(f"The target's input has no {error.args[0]}") from error


def request_shape() -> Shape:
    return Session().get_service_model("athena").shape_for("StartQueryExecutionInput")
