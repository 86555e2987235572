"""A client of the user pool: an application that signs users in for the API."""

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

REDIRECT_PATH: Final = "/docs/oauth2-redirect.html"
"""Where the sign-in page returns to: Swagger UI, as the function serves it."""


class AppClient(pulumi.ComponentResource):
    """An application.

    Args:
        user_pool_id: Whose users sign in.
        callback_urls: Where the sign-in page may return to.
        logout_urls: Where it may return to after signing out.
        token_minutes: How long access and ID tokens last.
        refresh_token_days: How long new ones can be had without signing in.
        allow_password_auth: Whether a password is exchanged for tokens in one call.
    """

    client_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        user_pool_id: pulumi.Input[str],
        callback_urls: Sequence[pulumi.Input[str]],
        logout_urls: Sequence[str] = (),
        token_minutes: int = 60,
        refresh_token_days: int = 30,
        allow_password_auth: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:identity:AppClient", name, None, opts)

        flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        if allow_password_auth:
            flows.append("ALLOW_USER_PASSWORD_AUTH")
        client = aws.cognito.UserPoolClient(
            name,
            user_pool_id=user_pool_id,
            explicit_auth_flows=flows,
            # A public client: a browser keeps no secret, and PKCE stands in for one.
            generate_secret=False,
            supported_identity_providers=["COGNITO"],
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=["code"],
            allowed_oauth_scopes=["openid", "email"],
            callback_urls=list(callback_urls),
            logout_urls=list(logout_urls),
            access_token_validity=token_minutes,
            id_token_validity=token_minutes,
            refresh_token_validity=refresh_token_days,
            token_validity_units={
                "access_token": "minutes",
                "id_token": "minutes",
                "refresh_token": "days",
            },
            enable_token_revocation=True,
            prevent_user_existence_errors="ENABLED",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.client_id = client.id
        self.register_outputs({"client_id": self.client_id})
