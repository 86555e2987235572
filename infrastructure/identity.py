"""Who may sign in: the user pool, the client of the API, and the admins."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tasklake.models import ADMIN_GROUP


@dataclass(frozen=True)
class IdentityArgs:
    allow_password_auth: bool
    deletion_protection: bool


class Identity(pulumi.ComponentResource):
    user_pool_id: pulumi.Output[str]
    user_pool_arn: pulumi.Output[str]
    issuer: pulumi.Output[str]
    client_id: pulumi.Output[str]

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:identity:Identity", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        pool = aws.cognito.UserPool(
            name,
            username_attributes=["email"],
            username_configuration=aws.cognito.UserPoolUsernameConfigurationArgs(case_sensitive=False),
            auto_verified_attributes=["email"],
            password_policy=aws.cognito.UserPoolPasswordPolicyArgs(
                minimum_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_numbers=True,
                require_symbols=False,
                temporary_password_validity_days=7,
            ),
            account_recovery_setting=aws.cognito.UserPoolAccountRecoverySettingArgs(
                recovery_mechanisms=[
                    aws.cognito.UserPoolAccountRecoverySettingRecoveryMechanismArgs(
                        name="verified_email", priority=1
                    )
                ]
            ),
            # A changed address counts only once it is verified, so a token never vouches for an unproved one.
            user_attribute_update_settings=aws.cognito.UserPoolUserAttributeUpdateSettingsArgs(
                attributes_require_verification_before_updates=["email"]
            ),
            deletion_protection="ACTIVE" if args.deletion_protection else "INACTIVE",
            opts=child,
        )
        flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        if args.allow_password_auth:
            flows.append("ALLOW_USER_PASSWORD_AUTH")
        client = aws.cognito.UserPoolClient(
            name,
            user_pool_id=pool.id,
            explicit_auth_flows=flows,
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
            opts=child,
        )
        aws.cognito.UserGroup(
            name,
            name=ADMIN_GROUP,
            user_pool_id=pool.id,
            description="May read and change every user's tasks",
            opts=child,
        )
        self.user_pool_id = pool.id
        self.user_pool_arn = pool.arn
        self.issuer = pulumi.Output.concat("https://", pool.endpoint)
        self.client_id = client.id
        self.register_outputs(
            {
                "user_pool_id": self.user_pool_id,
                "user_pool_arn": self.user_pool_arn,
                "issuer": self.issuer,
                "client_id": self.client_id,
            }
        )
