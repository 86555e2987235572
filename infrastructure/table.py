"""The single table, its indexes and its change stream."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from tasklake import keys


@dataclass(frozen=True)
class TasksTableArgs:
    deployment: Deployment


class TasksTable(pulumi.ComponentResource):
    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    generation: int = 0

    def __init__(self, name: str, args: TasksTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:table:TasksTable", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        key_attributes = [keys.PARTITION_KEY, keys.SORT_KEY]
        for index in keys.INDEXES:
            key_attributes += [index.partition_key, index.sort_key]

        table = aws.dynamodb.Table(
            name,
            billing_mode="PAY_PER_REQUEST",
            hash_key=keys.PARTITION_KEY,
            range_key=keys.SORT_KEY,
            attributes=[aws.dynamodb.TableAttributeArgs(name=key, type="S") for key in key_attributes],
            global_secondary_indexes=[secondary_index(index) for index in keys.INDEXES],
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            ttl=aws.dynamodb.TableTtlArgs(attribute_name=keys.EXPIRES_AT, enabled=True),
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
            deletion_protection_enabled=args.deployment.deletion_protection,
            opts=child,
        )
        self.name = table.name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self.register_outputs({"name": self.name, "arn": self.arn, "stream_arn": self.stream_arn})


def secondary_index(index: keys.Index) -> aws.dynamodb.TableGlobalSecondaryIndexArgs:
    return aws.dynamodb.TableGlobalSecondaryIndexArgs(
        name=index.name,
        key_schemas=[
            aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(
                attribute_name=index.partition_key, key_type="HASH"
            ),
            aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(
                attribute_name=index.sort_key, key_type="RANGE"
            ),
        ],
        projection_type="ALL",
    )
