"""Invoking the function with a batch."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from local_aws.event_source_mapping.errors import NotInvokedError

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class Invocation:
    """How one invocation ended.

    Attributes:
        function_error: "Handled" or "Unhandled"; None when the function returned.
        response: What it returned, or a description of its error.
    """

    request_id: str
    status_code: int
    executed_version: str
    function_error: str | None
    response: bytes


class Function(Protocol):
    """The function behind the mapping."""

    def invoke(self, payload: bytes) -> Invocation:
        """Run it and wait for its end.

        Raises:
            NotInvokedError: It was not run.
        """
        ...


class LambdaFunction:
    """A function invoked through the Lambda API, as the service itself does."""

    def __init__(self, client: "LambdaClient", function_arn: str) -> None:
        self._client = client
        self._function_arn = function_arn

    def invoke(self, payload: bytes) -> Invocation:
        try:
            answer = self._client.invoke(FunctionName=self._function_arn, Payload=payload)
            response = answer["Payload"].read()
        except (ClientError, BotocoreConnectionError, HTTPClientError) as error:
            raise NotInvokedError(f"{self._function_arn}: {error}") from error
        return Invocation(
            request_id=answer["ResponseMetadata"]["RequestId"],
            status_code=answer["StatusCode"],
            executed_version=answer["ExecutedVersion"],
            function_error=answer.get("FunctionError"),
            response=response,
        )
