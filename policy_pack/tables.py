"""What is asked of DynamoDB's tables, and of Athena's workgroups, which query those of the lake."""

from typing import Final

from policy_pack.control import Control, has, is_on

TABLE: Final = ("aws:dynamodb/table:Table",)
WORKGROUP: Final = ("aws:athena/workgroup:Workgroup",)

TABLES: Final = (
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
    Control(
        "Athena.1",
        "Workgroups encrypt what queries answer",
        WORKGROUP,
        has("configuration.resultConfiguration.encryptionConfiguration.encryptionOption"),
    ),
    Control(
        "Athena.4",
        "Workgroups publish metrics",
        WORKGROUP,
        is_on("configuration.publishCloudwatchMetricsEnabled"),
    ),
    Control(
        "CKV_AWS_82",
        "Clients cannot override a workgroup's settings",
        WORKGROUP,
        is_on("configuration.enforceWorkgroupConfiguration"),
    ),
    Control(
        "Tasklake.bytes-scanned",
        "Workgroups cancel a query that scans too much",
        WORKGROUP,
        has("configuration.bytesScannedCutoffPerQuery"),
    ),
)
