"""The role that the maintenance statements run under: Athena reads and writes with the rights of who starts a query."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.policy import Statement, assumable_by, policy
from tasklake_lake.event_tables import EVENT_TABLES, EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX, ICEBERG_TABLES


@dataclass(frozen=True)
class MaintenanceRoleArgs:
    workgroup_arn: pulumi.Input[str]
    database: pulumi.Input[str]
    database_arn: pulumi.Input[str]
    lake_bucket_arn: pulumi.Input[str]
    results_bucket_arn: pulumi.Input[str]
    dead_letter_queue_arn: pulumi.Input[str]


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


def permissions(args: MaintenanceRoleArgs) -> pulumi.Output[str]:
    """Return what the statements do, and nothing else: start, read events and tables, commit to the Iceberg tables."""
    account = aws.get_caller_identity_output().account_id
    region = aws.get_region_output().region
    glue = pulumi.Output.concat("arn:aws:glue:", region, ":", account)
    catalog = pulumi.Output.concat(glue, ":catalog")

    def table_arns(*names: str) -> list[pulumi.Output[str]]:
        return [pulumi.Output.concat(glue, ":table/", args.database, "/", name) for name in names]

    events = table_arns(*(table.name for table in EVENT_TABLES))
    merged = table_arns(*(table.name for table in ICEBERG_TABLES))
    return policy(
        Statement("StartQuery", ["athena:StartQueryExecution"], [args.workgroup_arn]),
        # Asked for when a query names its catalog.
        Statement(
            "DataCatalog",
            ["athena:GetDataCatalog"],
            [pulumi.Output.concat("arn:aws:athena:", region, ":", account, ":datacatalog/AwsDataCatalog")],
        ),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable"],
            # Athena asks for the default database whichever one a query names.
            [
                catalog,
                pulumi.Output.concat(glue, ":database/default"),
                args.database_arn,
                *events,
                *merged,
            ],
        ),
        # An Iceberg commit is the Glue table's new metadata_location.
        Statement("Commits", ["glue:UpdateTable"], [catalog, args.database_arn, *merged]),
        Statement(
            "Events", ["s3:GetObject"], [pulumi.Output.concat(args.lake_bucket_arn, f"/{EVENTS_PREFIX}/*")]
        ),
        Statement(
            "Tables",
            [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            [pulumi.Output.concat(args.lake_bucket_arn, f"/{ICEBERG_PREFIX}/*")],
        ),
        Statement(
            "Results",
            ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
            [pulumi.Output.concat(args.results_bucket_arn, "/*")],
        ),
        Statement(
            "Buckets",
            ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            [args.lake_bucket_arn, args.results_bucket_arn],
        ),
        Statement("DeadLetters", ["sqs:SendMessage"], [args.dead_letter_queue_arn]),
    )
