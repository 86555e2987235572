"""Copies of the table and the lake's bucket that outlive both; made by AWS Backup once a day, where a stack wants them."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from infrastructure.policy import assumable_by, managed_policy

MANAGED_POLICIES = {
    "table": "service-role/AWSBackupServiceRolePolicyForBackup",
    "bucket": "AWSBackupServiceRolePolicyForS3Backup",
}
"""What AWS Backup may do for a copy of each (AWS Backup Developer Guide, "Managed policies for AWS Backup")."""


class Backup(pulumi.ComponentResource):
    """What is copied, and for how long it is kept.

    Args:
        arns: Tables, and buckets with versions.
        retention_days: How long a copy is kept; 0 for no copies.
    """

    def __init__(
        self,
        name: str,
        *,
        arns: Sequence[pulumi.Input[str]],
        retention_days: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:backup:Backup", name, None, opts)
        if retention_days:
            self._copy(name, arns, retention_days)
        self.register_outputs({})

    def _copy(self, name: str, arns: Sequence[pulumi.Input[str]], retention_days: int) -> None:
        child = pulumi.ResourceOptions(parent=self)
        stack = f"{pulumi.get_project()}-{pulumi.get_stack()}"
        role = aws.iam.Role(name, assume_role_policy=assumable_by("backup.amazonaws.com"), opts=child)
        attached = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{kind}",
                role=role.name,
                policy_arn=managed_policy(managed),
                opts=child,
            )
            for kind, managed in MANAGED_POLICIES.items()
        ]
        vault = aws.backup.Vault(name, name=stack, opts=child)
        plan = aws.backup.Plan(
            name,
            name=stack,
            rules=[
                {
                    "rule_name": "daily",
                    "target_vault_name": vault.name,
                    "schedule": "cron(0 2 * * ? *)",
                    "lifecycle": {"delete_after": retention_days},
                }
            ],
            opts=child,
        )
        aws.backup.Selection(
            name,
            name=stack,
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=list(arns),
            # A copy that falls due before the role may make it fails.
            opts=pulumi.ResourceOptions(parent=self, depends_on=attached),
        )
