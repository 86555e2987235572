"""The user pool's one client: what signs users in for the API."""

from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

REDIRECT_PATH: Final = "/docs/oauth2-redirect.html"
"""Where the sign-in page returns to: Swagger UI, as the function serves it."""


@dataclass(frozen=True)
class AppClientArgs:
    user_pool_id: pulumi.Input[str]
    api_url: pulumi.Input[str]
    allow_password_auth: bool


class AppClient(pulumi.ComponentResource):
    client_id: pulumi.Output[str]

    def __init__(self, name: str, args: AppClientArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:identity:AppClient", name, None, opts)

        flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        if args.allow_password_auth:
            flows.append("ALLOW_USER_PASSWORD_AUTH")
        client = aws.cognito.UserPoolClient(
            name,
            user_pool_id=args.user_pool_id,
            explicit_auth_flows=flows,
            # A public client: a browser keeps no secret, and PKCE stands in for one.
            generate_secret=False,
            supported_identity_providers=["COGNITO"],
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=["code"],
            allowed_oauth_scopes=["openid", "email"],
            callback_urls=[pulumi.Output.concat(args.api_url, REDIRECT_PATH)],
            access_token_validity=60,
            id_token_validity=60,
            refresh_token_validity=30,
            token_validity_units=aws.cognito.UserPoolClientTokenValidityUnitsArgs(
                access_token="minutes",  # noqa: S106  # a unit, not a token
                id_token="minutes",  # noqa: S106  # a unit, not a token
                refresh_token="days",  # noqa: S106  # a unit, not a token
            ),
            enable_token_revocation=True,
            prevent_user_existence_errors="ENABLED",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.client_id = client.id
        self.register_outputs({"client_id": self.client_id})
