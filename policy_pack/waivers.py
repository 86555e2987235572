"""What a stack does not do although a control asks it, why, and where that was decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from policy_pack.control import Control, Resource

DEPLOYED: Final = ("dev", "staging", "prod")

POLICY_PACK: Final = "docs/adr/0014-controls-as-policy.md"
PROTECTION: Final = "docs/adr/0013-what-protects-the-data.md"


@dataclass(frozen=True)
class Waiver:
    """A control that some resources need not comply with.

    Attributes:
        control: Its id.
        reason: Why they do not.
        decided: The decision record that says so.
        names: The resources as the program names them, `*` for any letters.
        stacks: Where it holds.
    """

    control: str
    reason: str
    decided: str = POLICY_PACK
    names: tuple[str, ...] = ("*",)
    stacks: tuple[str, ...] = DEPLOYED

    def covers(self, name: str, stack: str) -> bool:
        return stack in self.stacks and any(fnmatchcase(name, each) for each in self.names)


WAIVERS: Final = (
    Waiver(
        "APIGateway.8",
        "Who has no token yet reads the documentation, and monitors ask for health; what has no route is refused. All are throttled by route.",
        names=(
            "api $default",
            "api OPTIONS /{proxy+}",
            *(
                f"api {method} {path}"
                for method in ("GET", "HEAD")
                for path in ("/docs", "/docs/", "/docs/{file}", "/health", "/openapi.json")
            ),
        ),
    ),
    Waiver(
        "S3.7",
        "Replication copies an overwrite as faithfully as a write, and needs a second stack.",
        PROTECTION,
    ),
    Waiver("S3.9", "Only the functions and Athena read the buckets, and CloudTrail data events tell more."),
    Waiver(
        "S3.11",
        "Nobody acts on an object there: the merges find their files by hour, and results are read by who asked.",
        names=("lake", "*-results"),
    ),
    Waiver(
        "S3.14",
        "Everything there is a copy or an answer that can be asked for again, and goes within days.",
        PROTECTION,
        names=("*-failures", "*-results"),
    ),
    Waiver(
        "S3.15",
        "A lock would keep Iceberg from deleting files and an erasure from being complete.",
        PROTECTION,
    ),
    Waiver("S3.17", "S3's own keys encrypt; `kms_key_arn` sets another."),
    Waiver("S3.20", "Only the root user of an account can set it, so no program can.", names=("lake",)),
    Waiver(
        "Tasklake.force-destroy",
        "The stack is for a while: `pulumi destroy` takes its data along.",
        PROTECTION,
        stacks=("dev", "staging"),
    ),
    Waiver("Cognito.1", "It needs the Plus plan, paid by active user; `threat_protection` switches it on."),
    Waiver("Cognito.4", "No client allows custom authentication."),
    Waiver(
        "Cognito.6", "The stack is for a while, and must be destroyed as it is.", PROTECTION, stacks=("dev",)
    ),
    Waiver(
        "cognito_user_pool_self_registration_disabled",
        "Users of the API make their accounts themselves; `self_sign_up` switches it off.",
    ),
    Waiver(
        "cognito_user_pool_waf_acl_attached",
        "Cognito's own quotas limit sign-ins; a web ACL is 6 USD a month before it has seen a request.",
    ),
    Waiver(
        "Tasklake.no-password-flow",
        "`tasklake token` signs test users in by password.",
        stacks=("dev", "staging"),
    ),
    Waiver(
        "DynamoDB.4",
        "Point-in-time recovery reaches 35 days back; `backup_retention_days` adds copies of the tasks.",
        PROTECTION,
    ),
    Waiver(
        "DynamoDB.6", "The stack is for a while, and must be destroyed as it is.", PROTECTION, stacks=("dev",)
    ),
    Waiver("CKV_AWS_119", "DynamoDB's own key encrypts; `kms_key_arn` sets another."),
    Waiver(
        "Lambda.3", "The functions call AWS's APIs only; a VPC adds endpoints to pay for, and no boundary."
    ),
    Waiver(
        "CKV_AWS_115",
        "An account may have 10 executions at once, of which none can be reserved; settings reserve them.",
    ),
    Waiver(
        "CKV_AWS_116",
        "The mappings have failure destinations, callers of the API an answer, and scheduled runs that fail an alarm.",
    ),
    Waiver(
        "CKV_AWS_173",
        "Lambda's own key encrypts, and no secret is among the variables: CKV_AWS_45 holds that.",
    ),
    Waiver(
        "CKV_AWS_272",
        "A bundle is built from a lock with hashes by who deploys it; nobody else could sign it.",
    ),
    Waiver(
        "iam_role_cross_service_confused_deputy_prevention",
        "IAM lets nobody pass a role to another account's function, optimizer or plan, and neither Lambda, Glue nor "
        "AWS Backup documents the condition keys in its trust policies.",
        names=(
            "api",
            "backup",
            "lake-erasure",
            "lake-optimizers",
            "lake-verification",
            "stream-etl",
            "user-erasure",
        ),
    ),
    Waiver(
        "IAM.21",
        "Who deploys makes, changes and removes all that has the stack's names; `infrastructure/deployer` denies the rest.",
        names=("boundary", "deployer-*"),
    ),
    Waiver(
        "CKV_AWS_355",
        "Lists of the account, which name no resource.",
        names=("canary", "examiner"),
    ),
    Waiver(
        "CKV_AWS_355",
        "What has no name yet is made there, and the boundary only limits what other policies allow.",
        names=("boundary", "deployer-*"),
    ),
    Waiver(
        "CloudWatch.16",
        "Logs name users by id, and erasure does not reach them: they go soon. `log_retention_days` says when.",
    ),
    Waiver(
        "CKV_AWS_158",
        "CloudWatch's own key encrypts, and logs hold no task and no address; `kms_key_arn` sets another.",
    ),
    Waiver("SNS.1", "A message is the name and state of an alarm; `kms_key_arn` encrypts it."),
    Waiver("CKV_AWS_297", "A schedule holds SQL without data, and EventBridge's own key encrypts it."),
    Waiver(
        "CKV_AWS_166",
        "AWS Backup's own key encrypts; `kms_key_arn` sets another for a vault that is made with it.",
    ),
)


def waived(control: Control, resource: Resource, stack: str, waivers: Iterable[Waiver] = WAIVERS) -> bool:
    return any(each.control == control.id and each.covers(resource.name, stack) for each in waivers)


def violations(control: Control, resources: Iterable[Resource], stack: str) -> Iterator[Resource]:
    """Return those of a stack's resources that neither comply nor are waived."""
    return (each for each in control.violators(resources) if not waived(control, each, stack))
