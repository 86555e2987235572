from collections.abc import Callable

import pytest
from pydantic import ValidationError

from infrastructure.identity import domain_prefix
from infrastructure.settings import Settings
from tests.infrastructure.program import Program, declare

CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
FUNCTION = "aws:lambda/function:Function"


def function_variables(program: Program) -> dict[str, str]:
    return program.one(FUNCTION, "api").inputs["environment"]["variables"]


def test_the_client_signs_in_by_code_and_returns_to_the_apis_own_page(
    program_of: Callable[..., Program],
) -> None:
    client = program_of("prod").one(CLIENT, "api").inputs
    assert client["allowedOauthFlows"] == ["code"]
    assert client["allowedOauthScopes"] == ["openid", "email"]
    assert client["callbackUrls"] == ["https://api.test/docs/oauth2-redirect.html"]
    assert client["generateSecret"] is False


def test_there_is_one_client(program_of: Callable[..., Program]) -> None:
    assert len(program_of("prod").all(CLIENT)) == 1


def test_the_function_knows_where_the_pool_signs_in(program_of: Callable[..., Program]) -> None:
    program = program_of("prod")
    assert program.one(DOMAIN, "identity").inputs["domain"] == "tasklake-prod-identity-id"
    variables = function_variables(program)
    assert variables["SIGN_IN_URL"] == "https://tasklake-prod-identity-id.auth.eu-central-1.amazoncognito.com"
    assert variables["USER_POOL_CLIENT_ID"] == "api-id"


def test_a_stack_may_sign_in_elsewhere() -> None:
    settings = {"tasklake:sign_in_url": "http://127.0.0.1:4566"}
    assert function_variables(declare("local", settings))["SIGN_IN_URL"] == "http://127.0.0.1:4566"


def test_a_sign_in_page_with_a_path_is_refused() -> None:
    with pytest.raises(ValidationError, match="sign_in_url"):
        Settings.model_validate({"sign_in_url": "https://sign-in.test/oauth2"})


@pytest.mark.parametrize(
    ("user_pool_id", "expected"),
    [
        ("eu-central-1_AbCdEf123", "project-stack-abcdef123"),
        ("us-east-1_9zZ", "project-stack-9zz"),
        ("us-east-1_9aWSf", "project-stack-9a-wsf"),
    ],
)
def test_a_domain_is_named_after_its_pool(user_pool_id: str, expected: str) -> None:
    assert domain_prefix(user_pool_id) == expected
