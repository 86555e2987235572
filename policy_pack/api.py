"""What is asked of the HTTP API."""

from typing import Final

from policy_pack.control import Control, Inputs, at, has, section

INTEGRATION: Final = "aws:apigatewayv2/integration:Integration"
STAGE: Final = "aws:apigatewayv2/stage:Stage"


def reads_tokens(authorizer: Inputs) -> bool:
    return authorizer.get("authorizerType") == "JWT" and bool(
        at(authorizer, "jwtConfiguration.issuer") and at(authorizer, "jwtConfiguration.audiences")
    )


def is_limited(stage: Inputs) -> bool:
    settings = section(stage, "defaultRouteSettings")
    return bool(settings.get("throttlingRateLimit") and settings.get("throttlingBurstLimit"))


API: Final = (
    Control(
        "APIGateway.8",
        "API Gateway routes specify an authorization type",
        ("aws:apigatewayv2/route:Route",),
        has("authorizationType", "JWT", "AWS_IAM", "CUSTOM"),
    ),
    Control("APIGateway.9", "Stages log access", (STAGE,), has("accessLogSettings.destinationArn")),
    Control(
        "APIGateway.10",
        "Private integrations use HTTPS",
        (INTEGRATION,),
        lambda integration: integration.get("connectionType") != "VPC_LINK" or "tlsConfig" in integration,
    ),
    Control(
        "CKV_AWS_206",
        "Domains of an API refuse TLS older than 1.2",
        ("aws:apigatewayv2/domainName:DomainName",),
        has("domainNameConfiguration.securityPolicy", "TLS_1_2"),
    ),
    Control(
        "apigatewayv2_api_authorizers_enabled",
        "Authorizers take tokens of one issuer, for audiences that are named",
        ("aws:apigatewayv2/authorizer:Authorizer",),
        reads_tokens,
    ),
    Control("Tasklake.throttling", "Stages limit requests, by rate and at once", (STAGE,), is_limited),
    Control(
        "Tasklake.cors",
        "No API may be called from a browser on every site",
        ("aws:apigatewayv2/api:Api",),
        lambda api: "*" not in (at(api, "corsConfiguration.allowOrigins") or ()),
    ),
)
