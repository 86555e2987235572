"""The call of Athena's StartQueryExecution that a schedule's target holds."""

import json
from typing import TYPE_CHECKING, Any, Final

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from local_aws.scheduler.errors import UnsupportedScheduleError

if TYPE_CHECKING:
    from types_boto3_athena.type_defs import StartQueryExecutionInputTypeDef

TARGET_ARN: Final = "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
TOKEN_LENGTHS: Final = range(32, 129)


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
