"""What somebody may do who runs statements over the lake: Athena reads and writes with the rights of who starts a query."""

from collections.abc import Sequence

import pulumi

from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import Statement, arn
from infrastructure.workgroup import EnforcedWorkgroup
from tasklake_lake.event_tables import EVENT_TABLES, EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX, ICEBERG_TABLES

DATA_CATALOG = "datacatalog/AwsDataCatalog"


def maintenance_statements(
    lake: DataLake, workgroup: EnforcedWorkgroup, *, reads_views: bool = False
) -> Sequence[Statement]:
    """Return what maintenance statements do: start, read events and tables, commit to the Iceberg tables.

    Args:
        lake: What they work on.
        workgroup: What they run in.
        reads_views: Whether the same policy reads every other table of the lake too; a list would not fit into it.
    """
    catalog = arn("glue", "catalog")

    def table_arns(*names: str) -> list[pulumi.Output[str]]:
        return [arn("glue", "table/", lake.database, "/", name) for name in names]

    events = table_arns(*(table.name for table in EVENT_TABLES))
    merged = table_arns(*(table.name for table in ICEBERG_TABLES))
    return [
        Statement("StartQuery", ["athena:StartQueryExecution"], [workgroup.arn]),
        # Asked for when a query names its catalog.
        Statement("DataCatalog", ["athena:GetDataCatalog"], [arn("athena", DATA_CATALOG)]),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable"],
            # Athena asks for the default database whichever one a query names.
            [
                catalog,
                arn("glue", "database/default"),
                lake.database_arn,
                *(table_arns("*") if reads_views else (*events, *merged)),
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
        results(workgroup),
        Statement(
            "Buckets",
            ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            [lake.bucket.arn, workgroup.results.arn],
        ),
    ]


def results(workgroup: EnforcedWorkgroup) -> Statement:
    """Return what Athena does with results, with the rights of who asks."""
    actions = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    return Statement("Results", actions, [pulumi.Output.concat(workgroup.results.arn, "/*")])


def answers(workgroup: EnforcedWorkgroup) -> Statement:
    """Return what is asked of a statement that was started."""
    actions = ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StopQueryExecution"]
    return Statement("Answers", actions, [workgroup.arn])


def rewritten_rows(lake: DataLake) -> Statement:
    """Return what takes rows out of event objects, or writes new ones."""
    events = pulumi.Output.concat(lake.bucket.arn, f"/{EVENTS_PREFIX}/*")
    return Statement("RewrittenRows", ["s3:DeleteObject", "s3:PutObject"], [events])


def result_statements(lake: DataLake, workgroup: EnforcedWorkgroup) -> Sequence[Statement]:
    """Return what a query does with its result, which Athena writes with the rights of who asks."""
    return [
        results(workgroup),
        Statement(
            "Buckets", ["s3:GetBucketLocation", "s3:ListBucket"], [lake.bucket.arn, workgroup.results.arn]
        ),
        Statement("ResultUploads", ["s3:ListBucketMultipartUploads"], [workgroup.results.arn]),
    ]
