"""The client of this execution environment, without what botocore does again for each request.

ADR-018 says what each of the shortcuts saves, what it stands on, and how its loss would show.
"""

import json
from typing import TYPE_CHECKING, Any, Final, cast

import botocore
from botocore.auth import AUTH_TYPE_MAPS
from botocore.config import Config
from botocore.serialize import JSONSerializer
from botocore.session import get_session

from tasklake.repository.dynamodb_answers import decode_answers
from tasklake_api.signature import SignatureV4

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

SIGNER: Final = "tasklake-v4"


def dynamodb_client() -> "DynamoDBClient":
    """Return the client; all its attempts together stay below 15 seconds."""
    config = Config(
        connect_timeout=1,
        read_timeout=3,
        retries={"mode": "standard", "total_max_attempts": 3},
        # botocore builds and cleans its own user agent twice a request, a quarter of what it costs.
        user_agent=f"tasklake-api Botocore/{botocore.__version__}",
        # The repository tests run with validation; here it would only repeat them.
        parameter_validation=False,
    )
    # boto3 adds resources and transfers to the same client, and a twentieth to a cold start.
    client = cast("DynamoDBClient", get_session().create_client("dynamodb", config=config))
    decode_answers(client)
    sign_once(client)
    resolve_once(client)
    write_plainly(client)
    return client


def sign_once(client: "DynamoDBClient") -> None:
    def choose(**_: object) -> str:
        return SIGNER

    AUTH_TYPE_MAPS[SIGNER] = SignatureV4
    events: Any = client.meta.events
    events.register("choose-signer.dynamodb", choose)


def resolve_once(client: "DynamoDBClient") -> None:
    """Have the endpoint rules asked once: they give one answer for all tables of a region that are named, not given by ARN."""
    resolver = getattr(client, "_ruleset_resolver", None)
    if resolver:
        client._ruleset_resolver = FirstEndpoint(resolver)  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]  # nothing public stops the evaluation


def write_plainly(client: "DynamoDBClient") -> None:
    """Have parameters written as they are: DynamoDB's are the JSON of its requests already, but for binary values."""
    serializer = getattr(client, "_serializer", None)
    if type(serializer) is JSONSerializer:
        client._serializer = PlainSerializer()  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]  # nothing public takes another


class PlainSerializer(JSONSerializer):
    def __init__(self) -> None:
        super().__init__()
        self._without_parameters: dict[str, dict[str, Any]] = {}

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:  # noqa: ANN401  # botocore types none
        try:
            body = json.dumps(parameters).encode()
        except TypeError:
            return super().serialize_to_request(parameters, operation_model)
        name: str = operation_model.name
        if name not in self._without_parameters:
            self._without_parameters[name] = super().serialize_to_request({}, operation_model)
        request = self._without_parameters[name]
        # botocore adds headers to what it gets.
        return {**request, "headers": {**request["headers"]}, "body": body}


class FirstEndpoint:
    """Stands in for the resolver of a client, and keeps its first answer."""

    def __init__(self, resolver: Any) -> None:  # noqa: ANN401  # botocore types none
        self._resolver = resolver
        self._endpoint: object = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._resolver, name)

    def construct_endpoint(self, **request: object) -> object:
        if self._endpoint is None:
            self._endpoint = self._resolver.construct_endpoint(**request)
        return self._endpoint
