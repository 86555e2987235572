"""The data lake: where its files lie, and the tables and views over them."""

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket
from infrastructure.deployment import Deployment
from infrastructure.lake.catalog import event_table, glue_view, quality_table
from infrastructure.lake.iceberg_tables import iceberg_table
from infrastructure.lake.table_optimizers import TableOptimizers
from tasklake_lake.event_tables import EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX, TASK_TABLES, USER_TABLES, EntityTables
from tasklake_lake.quality import QUALITY_PREFIX
from tasklake_lake.views import views_of
from tasklake_lake.windows import Windows


class DataLake(pulumi.ComponentResource):
    bucket: PrivateBucket
    database: pulumi.Output[str]
    database_arn: pulumi.Output[str]
    windows: Windows

    def __init__(
        self,
        name: str,
        *,
        windows: Windows,
        snapshot_retention_days: int,
        version_retention_days: int,
        deployment: Deployment,
        tasks: EntityTables = TASK_TABLES,
        users: EntityTables = USER_TABLES,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:lake:DataLake", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        self.windows = windows
        self.bucket = PrivateBucket(
            name,
            # What lies below iceberg/ belongs to a table until the table's own maintenance lets go of it.
            expirations=[
                Expiration(f"{prefix}/", windows.raw_retention_days)
                for prefix in (EVENTS_PREFIX, QUALITY_PREFIX)
            ],
            deployment=deployment,
            version_retention_days=version_retention_days,
            opts=child,
        )
        database = aws.glue.CatalogDatabase(
            name,
            # Athena reads a name with a hyphen only in quotes.
            name=f"{pulumi.get_project()}_{pulumi.get_stack()}".replace("-", "_"),
            description="Users and tasks: every change, and views of what exists",
            opts=child,
        )
        self.database = database.name
        self.database_arn = database.arn
        events = [
            event_table(
                table,
                database=self.database,
                location=pulumi.Output.concat("s3://", self.bucket.name, f"/{EVENTS_PREFIX}/{table.name}"),
                retention_days=windows.raw_retention_days,
                opts=child,
            )
            for table in (tasks.events, users.events)
        ]
        quality_table(
            database=self.database,
            location=pulumi.Output.concat("s3://", self.bucket.name, f"/{QUALITY_PREFIX}"),
            opts=child,
        )
        merged = {
            table.name: iceberg_table(
                table,
                database=self.database,
                location=pulumi.Output.concat("s3://", self.bucket.name, f"/{ICEBERG_PREFIX}/{table.name}"),
                snapshot_retention_days=snapshot_retention_days,
                opts=child,
            )
            for table in (*tasks.merged, *users.merged)
        }
        TableOptimizers(
            f"{name}-optimizers",
            tables=merged,
            database=database,
            bucket_arn=self.bucket.arn,
            snapshot_retention_days=snapshot_retention_days,
            opts=child,
        )
        read: list[pulumi.Resource] = [*events, *merged.values()]
        for view in views_of(tasks, users):
            made = glue_view(
                view,
                database=self.database,
                parameters=windows.parameters(),
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(read)),
            )
            read.append(made)
        self.register_outputs({"bucket": self.bucket.name, "database": self.database})
