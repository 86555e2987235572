"""Who may sign in, and where: the user pool, its sign-in page, and the admins."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from tasklake.models import ADMIN_GROUP


@dataclass(frozen=True)
class IdentityArgs:
    deployment: Deployment
    sign_in_url: str | None


class Identity(pulumi.ComponentResource):
    user_pool_id: pulumi.Output[str]
    user_pool_arn: pulumi.Output[str]
    issuer: pulumi.Output[str]
    sign_in_url: pulumi.Output[str]

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
            deletion_protection="ACTIVE" if args.deployment.deletion_protection else "INACTIVE",
            opts=child,
        )
        region = aws.get_region_output().region
        domain = aws.cognito.UserPoolDomain(
            name, user_pool_id=pool.id, domain=pool.id.apply(domain_prefix), opts=child
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
        self.sign_in_url = (
            pulumi.Output.from_input(args.sign_in_url)
            if args.sign_in_url
            else pulumi.Output.concat("https://", domain.domain, ".auth.", region, ".amazoncognito.com")
        )
        self.register_outputs(
            {
                "user_pool_id": self.user_pool_id,
                "user_pool_arn": self.user_pool_arn,
                "issuer": self.issuer,
                "sign_in_url": self.sign_in_url,
            }
        )


def domain_prefix(user_pool_id: str) -> str:
    """Return a name that no other account of the region has: the pool's own id, without the region in front."""
    # Cognito takes no prefix with the word "aws" in it, and one pool id in a few thousand has these letters by chance.
    suffix = user_pool_id.rpartition("_")[2].lower().replace("aws", "a-ws")
    return f"{pulumi.get_project()}-{pulumi.get_stack()}-{suffix}"
