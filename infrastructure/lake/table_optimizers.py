"""Glue's own maintenance of the Iceberg tables: small files, old snapshots, files that no snapshot knows."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.policy import Statement, arn, assumable_by, policy
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX

COMPACTION_THRESHOLD: Final = 10
"""Files of a partition, or deletes in a file, that make a rewrite worth its price. Of Glue's own values, 100 files are
more than a day of the history ever has, and 1 delete would rewrite every file of states that a merge touched."""

ORPHAN_RETENTION_DAYS: Final = 3
"""Far beyond the four hours that a statement may run at most: a file of a commit under way is no orphan."""

RUN_RATE_HOURS: Final = 24


class TableOptimizers(pulumi.ComponentResource):
    """What is optimized.

    Args:
        tables: The Iceberg tables by name.
        database: Their Glue database.
        bucket_arn: The bucket they lie in.
        snapshot_retention_days: How far back a query can travel in time.
    """

    def __init__(
        self,
        name: str,
        *,
        tables: Mapping[str, aws.glue.CatalogTable],
        database: aws.glue.CatalogDatabase,
        bucket_arn: pulumi.Output[str],
        snapshot_retention_days: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:lake:TableOptimizers", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        role = aws.iam.Role(name, assume_role_policy=assumable_by("glue.amazonaws.com"), opts=child)
        permissions = aws.iam.RolePolicy(
            name, role=role.name, policy=optimizer_policy(tables, database, bucket_arn), opts=child
        )
        # Glue checks the role when an optimizer is made.
        after_permissions = pulumi.ResourceOptions(parent=self, depends_on=[permissions])
        for table_name, table in tables.items():
            for kind, configuration in configurations(role.arn, snapshot_retention_days).items():
                aws.glue.CatalogTableOptimizer(
                    f"{table_name}-{kind}",
                    catalog_id=table.catalog_id,
                    database_name=database.name,
                    table_name=table.name,
                    type=kind,
                    configuration=configuration,
                    opts=after_permissions,
                )
        self.register_outputs({"role_arn": role.arn})


def configurations(
    role_arn: pulumi.Output[str], snapshot_retention_days: int
) -> dict[str, aws.glue.CatalogTableOptimizerConfigurationArgsDict]:
    """Return the configuration of each kind of optimizer; what is left out here comes back from Glue as a change."""
    return {
        "compaction": {
            "enabled": True,
            "role_arn": role_arn,
            "compaction_configuration": {
                "iceberg_configuration": {
                    "strategy": "sort",
                    "min_input_files": COMPACTION_THRESHOLD,
                    "delete_file_threshold": COMPACTION_THRESHOLD,
                }
            },
        },
        "retention": {
            "enabled": True,
            "role_arn": role_arn,
            "retention_configuration": {
                "iceberg_configuration": {
                    "snapshot_retention_period_in_days": snapshot_retention_days,
                    "number_of_snapshots_to_retain": 1,
                    "clean_expired_files": True,
                    "run_rate_in_hours": RUN_RATE_HOURS,
                }
            },
        },
        "orphan_file_deletion": {
            "enabled": True,
            "role_arn": role_arn,
            "orphan_file_deletion_configuration": {
                "iceberg_configuration": {
                    "orphan_file_retention_period_in_days": ORPHAN_RETENTION_DAYS,
                    "run_rate_in_hours": RUN_RATE_HOURS,
                }
            },
        },
    }


def optimizer_policy(
    tables: Mapping[str, aws.glue.CatalogTable],
    database: aws.glue.CatalogDatabase,
    bucket_arn: pulumi.Output[str],
) -> pulumi.Output[str]:
    """Return what the optimizers' role may do (AWS Glue User Guide, "Table optimization prerequisites")."""
    return policy(
        Statement(
            "Files",
            ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            [pulumi.Output.concat(bucket_arn, f"/{ICEBERG_PREFIX}/*")],
        ),
        Statement("Bucket", ["s3:ListBucket"], [bucket_arn]),
        Statement(
            "Catalog",
            ["glue:GetTable", "glue:UpdateTable"],
            [
                arn("glue", "catalog"),
                database.arn,
                *(table.arn for table in tables.values()),
            ],
        ),
        Statement(
            "Logs",
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            [
                arn("logs", f"log-group:/aws-glue/iceberg-{kind}/logs:*")
                for kind in ("compaction", "retention", "orphan-file-deletion")
            ],
        ),
    )
