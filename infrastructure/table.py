"""The single table, its indexes and its change stream; after a restore, the table that was restored last."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from tasklake import keys


class NoStreamError(pulumi.RunError):
    """A restored table has no stream yet."""

    def __init__(self, table_name: str) -> None:
        super().__init__(
            f"{table_name} is restored and has no stream yet, so nothing uses it so far; run `pulumi up` again."
        )


class TasksTable(pulumi.ComponentResource):
    """Each restore makes a table from the one before, which stays until it is released: AWS restores to a new table only.

    Args:
        deployment: What it has in common with everything else.
        indexes: Those of each table; one is added or taken away in place.
        restores: The moments that it was restored to, oldest first.
        released: The names of the earliest tables, oldest first, that the stack no longer has; fewer than there are.

    Attributes:
        names: Those of the tables that it was restored from, oldest first, and its own.
        generation: How often it has been restored.
        indexes: Its indexes.
    """

    names: pulumi.Output[Sequence[str]]
    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    generation: int
    indexes: Sequence[keys.Index]

    def __init__(
        self,
        name: str,
        *,
        deployment: Deployment,
        indexes: Sequence[keys.Index],
        restores: Sequence[datetime],
        released: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:table:TasksTable", name, None, opts)
        self.generation, self.indexes = len(restores), indexes
        # What was delivered by the stream of a released table may be redriven for months: its name stays known.
        names: list[pulumi.Input[str]] = [*released]
        tables: list[aws.dynamodb.Table] = []
        for generation in range(len(released), len(restores) + 1):
            if generation:
                origin = (names[-1], restores[generation - 1])
                tables.append(self._table(f"{name}-{generation}", deployment, *origin))
            else:
                tables.append(self._table(name, deployment))
            names.append(tables[-1].name)
        table = tables[-1]
        self.names = pulumi.Output.all(*names)
        self.stream_arn = pulumi.Output.all(table.name, table.stream_arn).apply(streaming)
        # Nothing writes to a table whose changes nobody would see.
        self.name = pulumi.Output.all(table.name, self.stream_arn).apply(lambda known: known[0])
        self.arn = pulumi.Output.all(table.arn, self.stream_arn).apply(lambda known: known[0])
        self.register_outputs({"name": self.name, "arn": self.arn, "stream_arn": self.stream_arn})

    def _table(
        self,
        name: str,
        deployment: Deployment,
        source: pulumi.Input[str] | None = None,
        moment: datetime | None = None,
    ) -> aws.dynamodb.Table:
        key_attributes = {keys.PARTITION_KEY: "S", keys.SORT_KEY: "S"}
        for index in self.indexes:
            key_attributes |= {index.partition_key: "S", index.sort_key: index.sort_type}
        return aws.dynamodb.Table(
            name,
            billing_mode="PAY_PER_REQUEST",
            hash_key=keys.PARTITION_KEY,
            range_key=keys.SORT_KEY,
            attributes=[{"name": key, "type": kind} for key, kind in key_attributes.items()],
            global_secondary_indexes=[secondary_index(index) for index in self.indexes],
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            ttl={"attribute_name": keys.EXPIRES_AT, "enabled": True},
            point_in_time_recovery={"enabled": True},
            deletion_protection_enabled=deployment.deletion_protection,
            restore_source_name=source,
            restore_date_time=moment and moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            opts=pulumi.ResourceOptions(
                parent=self,
                # A restore of a large table takes hours, the provider's patience ends after 30 minutes.
                custom_timeouts=pulumi.CustomTimeouts(create="24h") if source else None,
                # A change of where a table came from would have the provider replace it.
                ignore_changes=["restoreSourceName", "restoreDateTime"],
            ),
        )


def streaming(name_and_stream_arn: Sequence[str]) -> str:
    """Return the ARN of a table's stream.

    The provider leaves the stream of a table off that it restores, and switches it on when it is run again
    (https://github.com/pulumi/pulumi-aws/issues/1831).

    Raises:
        NoStreamError: There is none, and this is no preview.
    """
    name, stream_arn = name_and_stream_arn
    if not stream_arn and not pulumi.runtime.is_dry_run():
        raise NoStreamError(name)
    return stream_arn


def secondary_index(index: keys.Index) -> aws.dynamodb.TableGlobalSecondaryIndexArgsDict:
    return {
        "name": index.name,
        "key_schemas": [
            {"attribute_name": index.partition_key, "key_type": "HASH"},
            {"attribute_name": index.sort_key, "key_type": "RANGE"},
        ],
        "projection_type": "ALL",
    }
