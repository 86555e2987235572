"""What is asked of tables."""

from typing import Final

from policy_pack.control import Control, has, is_on

TABLE: Final = ("aws:dynamodb/table:Table",)

DYNAMODB: Final = (
    Control("DynamoDB.1", "Tables scale with demand", TABLE, has("billingMode", "PAY_PER_REQUEST")),
    Control(
        "DynamoDB.2", "Tables can be restored to any moment", TABLE, is_on("pointInTimeRecovery.enabled")
    ),
    Control(
        "DynamoDB.4",
        "Tables are in a backup plan",
        TABLE,
        has("planId"),
        "aws:backup/selection:Selection",
    ),
    Control("DynamoDB.6", "Tables refuse to be deleted", TABLE, is_on("deletionProtectionEnabled")),
    Control(
        "CKV_AWS_119",
        "Tables are encrypted with a key of the account's own",
        TABLE,
        has("serverSideEncryption.kmsKeyArn"),
    ),
)
