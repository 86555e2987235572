"""The HTTP API: routes, the client whose tokens they take, the JWT authorizer, and the function behind them."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.api.app_client import REDIRECT_PATH, AppClient
from infrastructure.api.domain import own_domain
from infrastructure.api.rollout import Invoked
from infrastructure.api.routes import PUBLIC_ROUTES, SIGNED_IN_ROUTES, UNROUTED
from infrastructure.deployment import Deployment
from infrastructure.function import ServiceFunction, ServiceFunctionArgs
from infrastructure.identity import Identity
from infrastructure.policy import Statement
from infrastructure.settings.api import ApiSettings
from infrastructure.settings.sign_in import SignInSettings
from infrastructure.table import TasksTable

ACCESS_LOG_FORMAT: Final = {
    "request_id": "$context.requestId",
    "requested_at": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "response_length": "$context.responseLength",
    "response_latency_ms": "$context.responseLatency",
    "integration_latency_ms": "$context.integrationLatency",
    "integration_error": "$context.integrationErrorMessage",
    "authorizer_error": "$context.authorizer.error",
}
"""What the access log keeps of a request; no address, since that is personal data."""


class TasksApi(pulumi.ComponentResource):
    """The API.

    Attributes:
        url: Without a slash at the end; at the stack's own domain where it has one.
        domain_target: What that domain must be an alias of.
        app_client_ids: Those of the applications, by name.
    """

    url: pulumi.Output[str]
    domain_target: pulumi.Output[str] | None
    app_client_ids: Mapping[str, pulumi.Output[str]]
    api_id: pulumi.Output[str]
    client_id: pulumi.Output[str]
    function: ServiceFunction

    def __init__(
        self,
        name: str,
        *,
        table: TasksTable,
        identity: Identity,
        deployment: Deployment,
        settings: ApiSettings,
        sign_in: SignInSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:api:TasksApi", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        api = aws.apigatewayv2.Api(
            name, protocol_type="HTTP", cors_configuration=cors(settings.cors_allow_origins), opts=child
        )
        self.api_id = api.id
        self.url, self.domain_target = api.api_endpoint, None
        if sign_in.api_domain:
            self.url = pulumi.Output.from_input(f"https://{sign_in.api_domain}")

        # The client returns to the API's page, and both function and authorizer have to know the client.
        client = AppClient(
            name,
            user_pool_id=identity.user_pool_id,
            callback_urls=[pulumi.Output.concat(self.url, REDIRECT_PATH)],
            allow_password_auth=sign_in.allow_password_auth,
            opts=child,
        )
        self.client_id = client.client_id
        self.app_client_ids = {
            app: AppClient(app, user_pool_id=identity.user_pool_id, **dict(of_app), opts=child).client_id
            for app, of_app in sign_in.app_clients.items()
        }
        self.function = ServiceFunction(
            name, api_function(table, identity, client.client_id, deployment, settings), opts=child
        )
        invoked = Invoked(name, self.function, settings, deployment.platform, child)
        authorizer = aws.apigatewayv2.Authorizer(
            name,
            name="cognito",
            api_id=api.id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={
                "issuer": identity.issuer,
                "audiences": [client.client_id, *self.app_client_ids.values()],
            },
            opts=child,
        )
        integration = aws.apigatewayv2.Integration(
            name,
            api_id=api.id,
            integration_type="AWS_PROXY",
            integration_uri=invoked.uri,
            payload_format_version="2.0",
            opts=child,
        )
        target = pulumi.Output.concat("integrations/", integration.id)
        for route in SIGNED_IN_ROUTES:
            aws.apigatewayv2.Route(
                f"{name} {route}",
                api_id=api.id,
                route_key=route,
                authorization_type="JWT",
                authorizer_id=authorizer.id,
                target=target,
                opts=child,
            )
        public_routes = [
            aws.apigatewayv2.Route(
                f"{name} {route}",
                api_id=api.id,
                route_key=route,
                authorization_type="NONE",
                target=target,
                opts=child,
            )
            for route in (*PUBLIC_ROUTES, *UNROUTED)
        ]
        # The prefix keeps API Gateway's log deliveries out of the log resource policy, whose size is limited.
        access_log = aws.cloudwatch.LogGroup(
            f"{name}-access",
            name=f"/aws/vendedlogs/apigateway/{pulumi.get_project()}-{pulumi.get_stack()}",
            retention_in_days=deployment.log_retention_days,
            opts=child,
        )
        stage = aws.apigatewayv2.Stage(
            name,
            name="$default",
            api_id=api.id,
            auto_deploy=True,
            access_log_settings={"destination_arn": access_log.arn, "format": json.dumps(ACCESS_LOG_FORMAT)},
            default_route_settings={
                "throttling_rate_limit": settings.api_throttling_rate_limit,
                "throttling_burst_limit": settings.api_throttling_burst_limit,
            },
            # What needs no token cannot use up what the others have.
            route_settings=[
                {
                    "route_key": route,
                    "throttling_rate_limit": settings.public_throttling_rate_limit,
                    "throttling_burst_limit": settings.public_throttling_burst_limit,
                }
                for route in (*PUBLIC_ROUTES, *UNROUTED)
            ],
            # API Gateway refuses settings of a route that is not there yet.
            opts=pulumi.ResourceOptions(parent=self, depends_on=public_routes),
        )
        if sign_in.api_domain and sign_in.api_certificate_arn:
            self.domain_target = own_domain(
                name, sign_in.api_domain, sign_in.api_certificate_arn, stage, child
            )
        aws.lambda_.Permission(
            name,
            action="lambda:InvokeFunction",
            function=self.function.name,
            qualifier=invoked.qualifier,
            principal="apigateway.amazonaws.com",
            source_arn=pulumi.Output.concat(api.execution_arn, "/*/*"),
            opts=child,
        )
        self.register_outputs({"url": self.url, "client_id": self.client_id})


def api_function(
    table: TasksTable,
    identity: Identity,
    client_id: pulumi.Input[str],
    deployment: Deployment,
    settings: ApiSettings,
) -> ServiceFunctionArgs:
    return ServiceFunctionArgs(
        service="api",
        handler="tasklake_api.handler.handler",
        memory_mb=settings.api_memory_mb,
        # Longer than the DynamoDB client tries, so that an outage is answered and not cut off.
        timeout_seconds=20,
        environment={
            "TABLE_NAME": table.name,
            "TABLE_GENERATION": str(table.generation),
            "DELTA_SYNC": str(settings.delta_sync).lower(),
            "RATE_LIMIT_PER_SECOND": str(settings.api_rate_limit_per_second),
            "RATE_LIMIT_BURST": str(settings.api_rate_limit_burst),
            "SIGN_IN_URL": identity.sign_in_url,
            "USER_POOL_CLIENT_ID": client_id,
        },
        statements=[
            Statement(
                "Items",
                [
                    "dynamodb:BatchWriteItem",
                    "dynamodb:ConditionCheckItem",
                    "dynamodb:DeleteItem",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:Query",
                    "dynamodb:UpdateItem",
                ],
                [table.arn],
            ),
            Statement("Indexes", ["dynamodb:Query"], [pulumi.Output.concat(table.arn, "/index/*")]),
        ],
        deployment=deployment,
        reserved_concurrency=settings.api_reserved_concurrency,
        publishes_versions=settings.api_rollout != "in_place",
        snap_start=settings.api_snap_start,
    )


def cors(allow_origins: Sequence[str]) -> aws.apigatewayv2.ApiCorsConfigurationArgsDict | None:
    if not allow_origins:
        return None
    return {
        "allow_origins": list(allow_origins),
        "allow_methods": ["GET", "HEAD", "POST", "PATCH", "DELETE"],
        "allow_headers": ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
        # All that docs/api.md and the OpenAPI document name, but for those that a browser shows anyway.
        "expose_headers": [
            "accept",
            "accept-encoding",
            "accept-patch",
            "allow",
            "apigw-requestid",
            "deprecation",
            "etag",
            "idempotency-replayed",
            "link",
            "location",
            "retry-after",
            "sunset",
            "www-authenticate",
            "x-request-id",
        ],
        "max_age": 3600,
    }
