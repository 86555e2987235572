"""What is asked of Athena's workgroups."""

from typing import Final

from policy_pack.control import Control, has, is_on

WORKGROUP: Final = ("aws:athena/workgroup:Workgroup",)

ATHENA: Final = (
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
