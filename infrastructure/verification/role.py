"""What the scheduled comparison of table and lake may do: read both, and write its result."""

import pulumi

from infrastructure.lake.access import DATA_CATALOG, result_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import Statement, arn
from infrastructure.table import TasksTable
from infrastructure.workgroup import EnforcedWorkgroup
from tasklake_lake.event_tables import EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX
from tasklake_lake.quality import QUALITY_PREFIX


def permissions(table: TasksTable, lake: DataLake, workgroup: EnforcedWorkgroup) -> list[Statement]:
    """Return what the function does; Athena reads with the rights of who starts a query."""

    def objects(prefix: str) -> pulumi.Output[str]:
        return pulumi.Output.concat(lake.bucket.arn, f"/{prefix}/*")

    return [
        Statement("Items", ["dynamodb:BatchGetItem", "dynamodb:Scan"], [table.arn]),
        Statement(
            "Queries",
            [
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
            ],
            [workgroup.arn],
        ),
        # Asked for when a query names its catalog.
        Statement("DataCatalog", ["athena:GetDataCatalog"], [arn("athena", DATA_CATALOG)]),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable"],
            # Athena asks for the default database whichever one a query names.
            [
                arn("glue", "catalog"),
                arn("glue", "database/default"),
                lake.database_arn,
                arn("glue", "table/", lake.database, "/*"),
            ],
        ),
        Statement("Lake", ["s3:GetObject"], [objects(EVENTS_PREFIX), objects(ICEBERG_PREFIX)]),
        Statement("Quality", ["s3:PutObject"], [objects(QUALITY_PREFIX)]),
        *result_statements(lake, workgroup),
    ]
