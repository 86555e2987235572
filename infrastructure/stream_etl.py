"""From the change stream to the lake."""

from collections.abc import Mapping

import pulumi

from infrastructure.deployment import Deployment
from infrastructure.function import ServiceFunctionArgs
from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import Statement
from infrastructure.settings.streams import StreamSettings
from infrastructure.stream_function import StreamFunction
from infrastructure.table import TasksTable
from tasklake import keys
from tasklake_lake.event_tables import EVENTS_PREFIX, QUARANTINE_PREFIX


class StreamEtl(StreamFunction):
    def __init__(
        self,
        name: str,
        *,
        table: TasksTable,
        lake: DataLake,
        deployment: Deployment,
        settings: StreamSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:etl:StreamEtl", name, opts)
        events = pulumi.Output.concat(lake.bucket.arn, f"/{EVENTS_PREFIX}/*")
        self.make(
            name,
            ServiceFunctionArgs(
                service="stream_etl",
                handler="tasklake_stream_etl.handler.handler",
                memory_mb=settings.etl_memory_mb,
                timeout_seconds=60,
                environment={"LAKE_BUCKET": lake.bucket.name, "TABLE_NAMES": table.names.apply(",".join)},
                statements=[Statement("Events", ["s3:PutObject"], [events])],
                deployment=deployment,
                reserved_concurrency=settings.etl_reserved_concurrency,
            ),
            table_stream_arn=table.stream_arn,
            patterns=change_patterns(),
            delivery=settings.etl_delivery,
            failure_prefixes=[QUARANTINE_PREFIX],
        )


def change_patterns() -> list[Mapping[str, object]]:
    """Return filter patterns that keep only the known other items away.

    A record passes when one pattern matches. The function must see items of an unknown kind, and those without a
    kind, to quarantine them; so the patterns name what is left out, not what is let in.
    """
    others = [keys.EMAIL_ENTITY, keys.IDEMPOTENCY_ENTITY, keys.ERASED_ENTITY, keys.DELETION_ENTITY]
    of_another_kind = {keys.ENTITY: {"S": [{"anything-but": others}]}}
    without_kind = {keys.PARTITION_KEY: {"S": [{"exists": True}]}, keys.ENTITY: {"S": [{"exists": False}]}}
    return [
        {"dynamodb": {image: pattern}}
        for image in ("NewImage", "OldImage")
        for pattern in (of_another_kind, without_kind)
    ]
