"""What each setting of a stack adds to its bill, or takes from it."""

from typing import Final

from tasklake_operations.cost.bill import bill
from tasklake_operations.cost.data import Prices, total
from tasklake_operations.cost.workload import DAYS, Settings, Workload

OPTIONS: Final = {
    "mfa: required": Settings(),
    "threat_protection: enforced": Settings(threat_protection=True),
    "backup_retention_days: 35": Settings(backup_days=35),
    "lake_verification: off": Settings(verifications=0),
    "lake_verification: weekly": Settings(verifications=DAYS / 7),
    "lake_erasure: off": Settings(erasures=0),
    "lake_erasure: daily": Settings(erasures=DAYS),
    "maintenance_interval_hours: 6": Settings(maintenance_interval_hours=6),
    "etl_batch_window_seconds: 300": Settings(batch_window_seconds=300),
    "api_provisioned_concurrency: 2": Settings(provisioned_environments=2),
    "api_snap_start: true": Settings(snapstart=True),
    "delta_sync: true": Settings(delta_sync=True),
    "kms_key_arn: a key": Settings(customer_key=True),
}


def added(name: str, use: Workload, prices: Prices) -> float:
    return total(bill(use, OPTIONS[name]), prices) - total(bill(use), prices)
