"""The ledger of erasures: a table that no restore of the other one sets back."""

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from tasklake.erasure import LEDGER_EXPIRES_AT, LEDGER_KEY


def ledger_table(name: str, deployment: Deployment, parent: pulumi.Resource) -> aws.dynamodb.Table:
    return aws.dynamodb.Table(
        name,
        billing_mode="PAY_PER_REQUEST",
        hash_key=LEDGER_KEY,
        attributes=[aws.dynamodb.TableAttributeArgs(name=LEDGER_KEY, type="S")],
        ttl=aws.dynamodb.TableTtlArgs(attribute_name=LEDGER_EXPIRES_AT, enabled=True),
        point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
        deletion_protection_enabled=deployment.deletion_protection,
        opts=pulumi.ResourceOptions(parent=parent),
    )
