import io
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools import Logger

from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_api.documentation import Documentation
from tasklake_api.request_log import RequestLog
from tests.integration.api.application import WITHOUT_FILES, api_over
from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type LogLines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log_stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log_lines(log_stream: io.StringIO) -> LogLines:
    """All lines logged so far, as JSON."""
    return lambda: [json.loads(line) for line in log_stream.getvalue().splitlines()]


@pytest.fixture
def documentation() -> Documentation:
    return WITHOUT_FILES


@pytest.fixture
def new_api(
    dynamodb: "DynamoDBClient", table_name: str, log_stream: io.StringIO, documentation: Documentation
) -> Callable[..., HttpApi]:
    """Make one more execution environment of the function."""
    logger = Logger(service=table_name, stream=log_stream, utc=True, location=None)

    def create(*, generation: int = 0, **options: Any) -> HttpApi:  # noqa: ANN401  # as api_over takes them
        return api_over(
            DynamoDBUserRepository(dynamodb, table_name, generation=generation),
            DynamoDBTaskRepository(dynamodb, table_name, generation=generation),
            RequestLog(logger, metrics_namespace="Tasklake"),
            documentation=documentation,
            **options,
        )

    return create


@pytest.fixture
def api(new_api: Callable[..., HttpApi]) -> HttpApi:
    return new_api()


@pytest.fixture
def dynamodb_calls(dynamodb: "DynamoDBClient") -> Iterator[list[str]]:
    """The name of every request that leaves for DynamoDB, retries included."""
    calls: list[str] = []

    def record(event_name: str, **_: object) -> None:
        calls.append(event_name.rpartition(".")[2])

    dynamodb.meta.events.register("request-created.dynamodb", record)
    yield calls
    dynamodb.meta.events.unregister("request-created.dynamodb", record)


@pytest.fixture
def ada(api: HttpApi) -> Token:
    """A user with a profile."""
    return registered(api, Token("0a0a0a0a-0000-4000-8000-000000000001", "ada@example.com"), "Ada")


@pytest.fixture
def grace(api: HttpApi) -> Token:
    """Another user with a profile."""
    return registered(api, Token("0a0a0a0a-0000-4000-8000-000000000002", "grace@example.com"), "Grace")


@pytest.fixture
def erase(api: HttpApi, dynamodb: "DynamoDBClient", table_name: str) -> Callable[[Token], None]:
    """Ask for the erasure of a user and do what the erasure function does then."""
    erasure = DynamoDBUserErasure(dynamodb, table_name)

    def complete(token: Token) -> None:
        assert api.delete("/v1/users/me", token).status == 202
        while erasure.remove_possessions(token.sub):
            pass
        erasure.complete(token.sub)

    return complete


@pytest.fixture
def admin() -> Token:
    """An admin without a profile."""
    return Token("0a0a0a0a-0000-4000-8000-00000000000a", "root@example.com", groups=("staff", "admins"))


def registered(api: HttpApi, token: Token, name: str) -> Token:
    assert api.post("/v1/users", token, {"name": name}).status == 201
    return token
