"""The erasure of users."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.function import ServiceFunctionArgs
from infrastructure.identity import Identity
from infrastructure.policy import Statement
from infrastructure.settings.streams import StreamSettings
from infrastructure.stream_function import StreamFunction
from infrastructure.table import TasksTable
from tasklake import keys
from tasklake.erasure import LEDGER_EXPIRES_AT, LEDGER_KEY
from tasklake.models import UserStatus


class UserErasure(StreamFunction):
    """Reads the same stream as the ETL, which takes both readers that a shard may have.

    Attributes:
        ledger: Remembers the erased users longer than the table.
    """

    ledger: aws.dynamodb.Table

    def __init__(
        self,
        name: str,
        *,
        table: TasksTable,
        identity: Identity,
        deployment: Deployment,
        settings: StreamSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:erasure:UserErasure", name, opts)
        self.ledger = ledger_table("erasure-ledger", deployment, self)
        self.make(
            name,
            ServiceFunctionArgs(
                service="user_erasure",
                handler="tasklake_user_erasure.handler.handler",
                memory_mb=settings.erasure_memory_mb,
                # Half of it is for batches, after which the erasure continues with the next version of the profile.
                timeout_seconds=60,
                environment={
                    "TABLE_NAME": table.name,
                    "TABLE_GENERATION": str(table.generation),
                    "USER_POOL_ID": identity.user_pool_id,
                    "LEDGER_TABLE_NAME": self.ledger.name,
                },
                statements=erasure_statements(table, identity, self.ledger),
                deployment=deployment,
                reserved_concurrency=settings.erasure_reserved_concurrency,
            ),
            table_stream_arn=table.stream_arn,
            patterns=[marked_profile_pattern()],
            delivery=settings.erasure_delivery,
        )


def ledger_table(name: str, deployment: Deployment, parent: pulumi.Resource) -> aws.dynamodb.Table:
    """Return the ledger of erasures: a table that no restore of the other one sets back."""
    return aws.dynamodb.Table(
        name,
        billing_mode="PAY_PER_REQUEST",
        hash_key=LEDGER_KEY,
        attributes=[{"name": LEDGER_KEY, "type": "S"}],
        ttl={"attribute_name": LEDGER_EXPIRES_AT, "enabled": True},
        point_in_time_recovery={"enabled": True},
        deletion_protection_enabled=deployment.deletion_protection,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def erasure_statements(table: TasksTable, identity: Identity, ledger: aws.dynamodb.Table) -> list[Statement]:
    return [
        # Of the transaction that ends an erasure, IAM sees the Delete and Put in it.
        Statement(
            "Items",
            [
                "dynamodb:BatchWriteItem",
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ],
            [table.arn],
        ),
        Statement("Ledger", ["dynamodb:PutItem"], [ledger.arn]),
        Statement("Accounts", ["cognito-idp:AdminDeleteUser"], [identity.user_pool_arn]),
    ]


def marked_profile_pattern() -> Mapping[str, object]:
    """Return the filter pattern of a profile that is marked, or is marked still and continues."""
    return {
        "dynamodb": {
            "NewImage": {keys.ENTITY: {"S": [keys.USER_ENTITY]}, "status": {"S": [UserStatus.ERASING]}}
        }
    }
