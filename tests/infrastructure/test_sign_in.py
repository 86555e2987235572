import pytest
from pydantic import ValidationError

from infrastructure.identity import domain_prefix
from infrastructure.settings import Settings, SettingsError
from infrastructure.settings.sign_in import redirect_url
from tests.infrastructure.program import Program, declare

CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
FUNCTION = "aws:lambda/function:Function"


def function_variables(program: Program) -> dict[str, str]:
    return program.one(FUNCTION, "api").inputs["environment"]["variables"]


def test_the_client_signs_in_by_code_and_returns_to_the_apis_own_page(
    prod: Program,
) -> None:
    client = prod.one(CLIENT, "api").inputs
    assert client["allowedOauthFlows"] == ["code"]
    assert client["allowedOauthScopes"] == ["openid", "email"]
    assert client["callbackUrls"] == ["https://api.test/docs/oauth2-redirect.html"]
    assert client["generateSecret"] is False


def test_an_application_signs_in_with_its_own_public_client(tuned: Program) -> None:
    web = tuned.one(CLIENT, "web").inputs
    assert web["callbackUrls"] == ["https://app.example.com/signed-in", "http://localhost:3000/"]
    assert web["logoutUrls"] == ["https://app.example.com/"]
    assert (web["accessTokenValidity"], web["idTokenValidity"], web["refreshTokenValidity"]) == (15, 15, 7)
    assert web["generateSecret"] is False
    assert web["allowedOauthFlows"] == ["code"]
    assert "ALLOW_USER_PASSWORD_AUTH" not in web["explicitAuthFlows"]
    authorizer = tuned.one("aws:apigatewayv2/authorizer:Authorizer", "api").inputs
    assert authorizer["jwtConfiguration"]["audiences"] == ["api-id", "web-id"]
    assert tuned.outputs["app_client_ids"] == {"web": "web-id"}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"app_clients": '{"web": {"callback_urls": ["app.example.com"]}}'}, "must be an https URL"),
        ({"app_clients": '{"web": {"callback_urls": ["http://app.example.com/"]}}'}, "must be an https URL"),
        ({"app_clients": '{"web": {"callback_urls": ["https:///signed-in"]}}'}, "must be an https URL"),
        ({"app_clients": '{"web": {"callback_urls": ["https://a.test/#x"]}}'}, "without a fragment"),
        ({"app_clients": '{"web": {"callback_urls": []}}'}, "at least 1 item"),
        ({"app_clients": '{"api": {"callback_urls": ["https://a.test/"]}}'}, "take another name"),
        ({"api_domain": "api.example.com"}, "api_domain and api_certificate_arn are set together"),
        ({"api_domain": "https://api.example.com"}, "tasklake:api_domain"),
        ({"email_from": "a@b.test"}, "ses_identity_arn and email_from are set together"),
    ],
)
def test_what_cognito_or_the_gateway_would_refuse_is_refused_before(
    settings: dict[str, str], problem: str
) -> None:
    with pytest.raises(SettingsError, match=problem):
        declare("prod", {f"tasklake:{name}": value for name, value in settings.items()})


def test_an_app_of_its_own_scheme_may_be_returned_to() -> None:
    assert redirect_url("com.example.tasks://signed-in") == "com.example.tasks://signed-in"


def test_api_and_sign_in_page_have_domains_of_their_own_with_tls_1_2(tuned: Program) -> None:
    domain = tuned.one("aws:apigatewayv2/domainName:DomainName", "api").inputs
    assert domain["domainNameConfiguration"]["securityPolicy"] == "TLS_1_2"
    assert (
        tuned.one("aws:apigatewayv2/apiMapping:ApiMapping", "api").inputs["domainName"] == "api.example.com"
    )
    assert tuned.outputs["api_url"] == "https://api.example.com"
    assert tuned.one(CLIENT, "api").inputs["callbackUrls"] == [
        "https://api.example.com/docs/oauth2-redirect.html"
    ]
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    assert tuned.one(DOMAIN, "identity").inputs["certificateArn"] == certificate
    assert function_variables(tuned)["SIGN_IN_URL"] == "https://sign-in.example.com"


def test_who_signs_up_and_how_is_the_stacks_to_say(prod: Program, with_what_others_own: Program) -> None:
    pool = prod.one(POOL, "identity").inputs
    assert (pool["mfaConfiguration"], pool["softwareTokenMfaConfiguration"]) == (
        "OPTIONAL",
        {"enabled": True},
    )
    assert all(value is not False for value in pool["passwordPolicy"].values())
    assert "userPoolAddOns" not in pool
    assert pool["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": False}
    pool = with_what_others_own.one(POOL, "identity").inputs
    assert pool["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": True}
    assert pool["mfaConfiguration"] == "ON"
    assert (pool["userPoolAddOns"], pool["userPoolTier"]) == ({"advancedSecurityMode": "ENFORCED"}, "PLUS")
    assert pool["emailConfiguration"] == {
        "emailSendingAccount": "DEVELOPER",
        "sourceArn": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
        "fromEmailAddress": "no-reply@example.com",
    }


def test_the_function_knows_where_the_pool_signs_in(prod: Program) -> None:
    assert prod.one(DOMAIN, "identity").inputs["domain"] == "tasklake-prod-identity-id"
    variables = function_variables(prod)
    assert variables["SIGN_IN_URL"] == "https://tasklake-prod-identity-id.auth.eu-central-1.amazoncognito.com"
    assert variables["USER_POOL_CLIENT_ID"] == "api-id"


def test_a_stack_may_sign_in_elsewhere(passing: Program) -> None:
    assert function_variables(passing)["SIGN_IN_URL"] == "http://127.0.0.1:4566"


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
