"""What is asked of user pools and their clients."""

from typing import Final

from policy_pack.control import Control, Inputs, has, is_on

CLIENT: Final = ("aws:cognito/userPoolClient:UserPoolClient",)
POOL: Final = ("aws:cognito/userPool:UserPool",)

SHORTEST_PASSWORD: Final = 8
LONGEST_TEMPORARY_PASSWORD_DAYS: Final = 7


def has_strong_passwords(pool: Inputs) -> bool:
    policy = pool.get("passwordPolicy", {})
    kinds = ("requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols")
    return (
        all(policy.get(kind) is True for kind in kinds)
        and policy.get("minimumLength", 0) >= SHORTEST_PASSWORD
        and policy.get("temporaryPasswordValidityDays", 7) <= LONGEST_TEMPORARY_PASSWORD_DAYS
    )


def takes_no_password(client: Inputs) -> bool:
    flows = client.get("explicitAuthFlows", ())
    return not {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"} & set(flows)


COGNITO: Final = (
    Control(
        "Cognito.1",
        "Threat protection is enforced for standard authentication",
        POOL,
        has("userPoolAddOns.advancedSecurityMode", "ENFORCED"),
    ),
    Control(
        "Cognito.2",
        "Identity pools know no unauthenticated identities",
        ("aws:cognito/identityPool:IdentityPool",),
        lambda pool: not pool.get("allowUnauthenticatedIdentities"),
    ),
    Control("Cognito.3", "Passwords are strong", POOL, has_strong_passwords),
    Control(
        "Cognito.4",
        "Threat protection is enforced for custom authentication",
        POOL,
        has("userPoolAddOns.advancedSecurityAdditionalFlows.customAuthMode", "ENFORCED"),
    ),
    Control("Cognito.5", "Users can have a second factor", POOL, has("mfaConfiguration", "ON", "OPTIONAL")),
    Control("Cognito.6", "User pools refuse to be deleted", POOL, has("deletionProtection", "ACTIVE")),
    Control(
        "cognito_user_pool_self_registration_disabled",
        "Nobody makes an account for himself",
        POOL,
        is_on("adminCreateUserConfig.allowAdminCreateUserOnly"),
    ),
    Control(
        "cognito_user_pool_waf_acl_attached",
        "A web ACL stands before user pools",
        POOL,
        has("webAclArn"),
        "aws:wafv2/webAclAssociation:WebAclAssociation",
    ),
    Control(
        "cognito_user_pool_client_prevent_user_existence_errors",
        "Clients do not tell who has an account",
        CLIENT,
        has("preventUserExistenceErrors", "ENABLED"),
    ),
    Control(
        "cognito_user_pool_client_token_revocation_enabled",
        "Tokens can be revoked",
        CLIENT,
        is_on("enableTokenRevocation"),
    ),
    Control(
        "Tasklake.no-implicit-grant",
        "No client gets tokens in a URL",
        CLIENT,
        lambda client: "implicit" not in client.get("allowedOauthFlows", ()),
    ),
    Control("Tasklake.no-password-flow", "No client sends passwords to Cognito", CLIENT, takes_no_password),
)
