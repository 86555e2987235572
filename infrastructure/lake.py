"""The data lake: where event objects lie, and the tables and views over them."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket, PrivateBucketArgs
from infrastructure.catalog import VIEWS, event_table, glue_view
from tasklake.lake import EVENT_TABLES, EVENTS_PREFIX


@dataclass(frozen=True)
class DataLakeArgs:
    raw_retention_days: int
    require_tls: bool
    force_destroy: bool


class DataLake(pulumi.ComponentResource):
    bucket: PrivateBucket
    database: pulumi.Output[str]
    database_arn: pulumi.Output[str]

    def __init__(self, name: str, args: DataLakeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:lake:DataLake", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        self.bucket = PrivateBucket(
            name,
            PrivateBucketArgs(
                expirations=[Expiration(f"{EVENTS_PREFIX}/", args.raw_retention_days)],
                require_tls=args.require_tls,
                force_destroy=args.force_destroy,
            ),
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
        for table in EVENT_TABLES:
            event_table(
                table,
                database=self.database,
                location=pulumi.Output.concat("s3://", self.bucket.name, f"/{EVENTS_PREFIX}/{table.name}"),
                retention_days=args.raw_retention_days,
                opts=child,
            )
        for view in VIEWS:
            glue_view(view, database=self.database, opts=child)
        self.register_outputs({"bucket": self.bucket.name, "database": self.database})
