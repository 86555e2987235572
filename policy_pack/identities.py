"""What is asked of IAM roles and policies, and of keys."""

from collections.abc import Callable
from typing import Final

from policy_pack.control import Control, Inputs, is_on
from policy_pack.statements import Statement, no_statement, statements

INLINE: Final = "aws:iam/rolePolicy:RolePolicy"
KEY: Final = ("aws:kms/key:Key",)
MANAGED: Final = "aws:iam/policy:Policy"
POLICIES: Final = (INLINE, MANAGED)
ROLE: Final = ("aws:iam/role:Role",)

DECRYPTION: Final = ("kms:Decrypt", "kms:ReEncryptFrom")

NAME_NO_RESOURCE: Final = frozenset(
    {
        "athena:ListDataCatalogs",
        "athena:ListEngineVersions",
        "athena:ListWorkGroups",
        "dynamodb:ListStreams",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Actions that are granted on all or not at all (Service Authorization Reference)."""


def is_full(statement: Statement) -> bool:
    return statement.allows and "*" in statement.actions and "*" in statement.resources


def has_whole_service(statement: Statement) -> bool:
    return statement.allows and any(action.endswith(":*") for action in statement.actions)


def decrypts_with_any_key(statement: Statement) -> bool:
    return (
        statement.grants(*DECRYPTION)
        and "*" not in statement.actions
        and any(each == "*" or each.endswith(":key/*") for each in statement.resources)
    )


def is_too_wide(statement: Statement) -> bool:
    """Return whether an action that could name its resource is granted on all; IAM.1 judges all actions at once."""
    return (
        statement.allows
        and "*" in statement.resources
        and not NAME_NO_RESOURCE.union({"*"}).issuperset(statement.actions)
    )


def trusts_one(statement: Statement) -> bool:
    match list(statement.principals.items()):
        case [("Service", [_])]:
            return True
        case [("Federated", [_])]:
            return statement.names_source
        case _:
            return False


def each_trust(accepts: Callable[[Statement], bool]) -> Callable[[Inputs], bool]:
    return lambda role: all(map(accepts, statements(role["assumeRolePolicy"])))


IDENTITIES: Final = (
    Control("IAM.1", "No policy allows everything", POLICIES, no_statement(is_full)),
    Control("IAM.21", "No policy allows all actions of a service", POLICIES, no_statement(has_whole_service)),
    Control(
        "KMS.1", "No managed policy decrypts with any key", (MANAGED,), no_statement(decrypts_with_any_key)
    ),
    Control(
        "KMS.2", "No inline policy decrypts with any key", (INLINE,), no_statement(decrypts_with_any_key)
    ),
    Control("KMS.4", "Keys are rotated", KEY, is_on("enableKeyRotation")),
    Control("KMS.5", "Keys are not public", KEY, no_statement(lambda each: each.is_public)),
    Control(
        "CKV_AWS_60",
        "A role trusts one service, or those that an identity provider names",
        ROLE,
        each_trust(trusts_one),
    ),
    Control(
        "CKV_AWS_274",
        "No role is an administrator",
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment",),
        lambda attachment: not attachment["policyArn"].endswith("/AdministratorAccess"),
    ),
    Control(
        "CKV_AWS_355",
        "What can name a resource names it",
        POLICIES,
        no_statement(is_too_wide),
    ),
    Control(
        "iam_role_cross_service_confused_deputy_prevention",
        "A trust says for whom the role is taken on",
        ROLE,
        each_trust(lambda each: each.names_source),
    ),
)
