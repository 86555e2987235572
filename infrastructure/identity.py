"""Who may sign in, and where: the user pool, its sign-in page, and the admins."""

from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.settings.sign_in import SignInSettings
from tasklake.models import ADMIN_GROUP

MFA: Final = {"off": "OFF", "optional": "OPTIONAL", "required": "ON"}


class Identity(pulumi.ComponentResource):
    """The user pool.

    Attributes:
        has_own_mails: Whether the stack's own SES identity sends the mails.
        sign_in_domain_target: What a domain of the stack's own must be an alias of.
    """

    has_own_mails: bool
    sign_in_domain_target: pulumi.Output[str]
    user_pool_id: pulumi.Output[str]
    user_pool_arn: pulumi.Output[str]
    issuer: pulumi.Output[str]
    sign_in_url: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        deployment: Deployment,
        settings: SignInSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:identity:Identity", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        pool = aws.cognito.UserPool(
            name,
            username_attributes=["email"],
            username_configuration={"case_sensitive": False},
            auto_verified_attributes=["email"],
            password_policy={
                "minimum_length": 12,
                "require_lowercase": True,
                "require_uppercase": True,
                "require_numbers": True,
                "require_symbols": True,
                "temporary_password_validity_days": 7,
            },
            account_recovery_setting={"recovery_mechanisms": [{"name": "verified_email", "priority": 1}]},
            # A changed address counts only once it is verified, so a token never vouches for an unproved one.
            user_attribute_update_settings={"attributes_require_verification_before_updates": ["email"]},
            admin_create_user_config={"allow_admin_create_user_only": not settings.self_sign_up},
            mfa_configuration=MFA[settings.mfa],
            software_token_mfa_configuration=None if settings.mfa == "off" else {"enabled": True},
            email_configuration=mails_of(settings),
            user_pool_tier="ESSENTIALS" if settings.threat_protection == "off" else "PLUS",
            user_pool_add_ons=None
            if settings.threat_protection == "off"
            else {"advanced_security_mode": settings.threat_protection.upper()},
            deletion_protection="ACTIVE" if deployment.deletion_protection else "INACTIVE",
            opts=child,
        )
        domain = aws.cognito.UserPoolDomain(
            name,
            user_pool_id=pool.id,
            domain=settings.sign_in_domain or pool.id.apply(domain_prefix),
            certificate_arn=settings.sign_in_certificate_arn,
            opts=child,
        )
        self.sign_in_domain_target = domain.cloudfront_distribution
        aws.cognito.UserGroup(
            name,
            name=ADMIN_GROUP,
            user_pool_id=pool.id,
            description="May read and change every user's tasks",
            opts=child,
        )
        self.has_own_mails = settings.ses_identity_arn is not None
        self.user_pool_id = pool.id
        self.user_pool_arn = pool.arn
        self.issuer = pulumi.Output.concat("https://", pool.endpoint)
        self.sign_in_url = sign_in_url(settings, domain.domain)
        self.register_outputs(
            {
                "user_pool_id": self.user_pool_id,
                "user_pool_arn": self.user_pool_arn,
                "issuer": self.issuer,
                "sign_in_url": self.sign_in_url,
            }
        )


def sign_in_url(settings: SignInSettings, domain: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return where the sign-in page is: where the stack says, at its own domain, or at Cognito's."""
    if settings.sign_in_url:
        return pulumi.Output.from_input(settings.sign_in_url)
    if settings.sign_in_domain:
        return pulumi.Output.concat("https://", domain)
    return pulumi.Output.concat(
        "https://", domain, ".auth.", aws.get_region_output().region, ".amazoncognito.com"
    )


def mails_of(settings: SignInSettings) -> aws.cognito.UserPoolEmailConfigurationArgsDict | None:
    if not settings.ses_identity_arn:
        return None
    return {
        "email_sending_account": "DEVELOPER",
        "source_arn": settings.ses_identity_arn,
        "from_email_address": settings.email_from,
    }


def domain_prefix(user_pool_id: str) -> str:
    """Return a name that no other account of the region has: the pool's own id, without the region in front."""
    # Cognito takes no prefix with the word "aws" in it, and one pool id in a few thousand has these letters by chance.
    suffix = user_pool_id.rpartition("_")[2].lower().replace("aws", "a-ws")
    return f"{pulumi.get_project()}-{pulumi.get_stack()}-{suffix}"
