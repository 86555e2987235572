"""The role that the maintenance statements run under: Athena reads and writes with the rights of who starts a query."""

import pulumi
import pulumi_aws as aws

from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import Statement, arn, assumable_by, policy
from infrastructure.workgroup import EnforcedWorkgroup
from tasklake_lake.event_tables import EVENT_TABLES, EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX, ICEBERG_TABLES


def trust_policy(schedule_group_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return who may assume the role: Scheduler, for schedules of this group alone.

    Source: EventBridge Scheduler User Guide, "Confused deputy prevention": the ARN is that of a group, not a schedule.
    """
    return assumable_by(
        "scheduler.amazonaws.com",
        {
            "StringEquals": {
                "aws:SourceAccount": aws.get_caller_identity_output().account_id,
                "aws:SourceArn": schedule_group_arn,
            }
        },
    )


def permissions(
    lake: DataLake, workgroup: EnforcedWorkgroup, dead_letter_queue_arn: pulumi.Input[str]
) -> pulumi.Output[str]:
    """Return what the statements do, and nothing else: start, read events and tables, commit to the Iceberg tables."""
    catalog = arn("glue", "catalog")

    def table_arns(*names: str) -> list[pulumi.Output[str]]:
        return [arn("glue", "table/", lake.database, "/", name) for name in names]

    events = table_arns(*(table.name for table in EVENT_TABLES))
    merged = table_arns(*(table.name for table in ICEBERG_TABLES))
    return policy(
        Statement("StartQuery", ["athena:StartQueryExecution"], [workgroup.arn]),
        # Asked for when a query names its catalog.
        Statement(
            "DataCatalog",
            ["athena:GetDataCatalog"],
            [arn("athena", "datacatalog/AwsDataCatalog")],
        ),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable"],
            # Athena asks for the default database whichever one a query names.
            [
                catalog,
                arn("glue", "database/default"),
                lake.database_arn,
                *events,
                *merged,
            ],
        ),
        # An Iceberg commit is the Glue table's new metadata_location.
        Statement("Commits", ["glue:UpdateTable"], [catalog, lake.database_arn, *merged]),
        Statement("Events", ["s3:GetObject"], [pulumi.Output.concat(lake.bucket.arn, f"/{EVENTS_PREFIX}/*")]),
        Statement(
            "Tables",
            [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            [pulumi.Output.concat(lake.bucket.arn, f"/{ICEBERG_PREFIX}/*")],
        ),
        Statement(
            "Results",
            ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
            [pulumi.Output.concat(workgroup.results.arn, "/*")],
        ),
        Statement(
            "Buckets",
            ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            [lake.bucket.arn, workgroup.results.arn],
        ),
        Statement("DeadLetters", ["sqs:SendMessage"], [dead_letter_queue_arn]),
    )
