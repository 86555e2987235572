"""When a version of an object goes by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

RUNS_DAILY: Final = timedelta(days=1)
"""What lets old snapshots go runs once a day."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The rules of a bucket.

    Attributes:
        expirations: Days that objects stay, by prefix.
        noncurrent_days: Days that a version stays that is not the newest; None where it stays.
    """

    expirations: Mapping[str, int]
    noncurrent_days: int | None

    @classmethod
    def of(cls, s3: "S3Client", bucket: str) -> Self:
        """Read the rules.

        Raises:
            ClientError: botocore's; they may not be read.
        """
        try:
            rules: Sequence[Any] = s3.get_bucket_lifecycle_configuration(Bucket=bucket).get("Rules", [])
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "NoSuchLifecycleConfiguration":
                raise
            rules = []
        expirations: dict[str, int] = {}
        noncurrent: int | None = None
        for rule in rules:
            match rule:
                case {"Expiration": {"Days": int(days)}}:
                    expirations[rule.get("Filter", {}).get("Prefix", "")] = days
                case {"NoncurrentVersionExpiration": {"NoncurrentDays": int(days)}}:
                    noncurrent = days
                case _:
                    pass
        return cls(expirations, noncurrent)

    def expiry(self, key: str, modified: datetime) -> datetime | None:
        """Return when the newest version of an object goes; None where no rule says."""
        days = [days for prefix, days in self.expirations.items() if key.startswith(prefix)]
        return after(modified, min(days)) if days else None

    def old_version_expiry(self, replaced: datetime) -> datetime | None:
        """Return when a version goes that another has replaced; None where no rule says."""
        return None if self.noncurrent_days is None else after(replaced, self.noncurrent_days)


def after(moment: datetime, days: int) -> datetime:
    """Return the moment some days later, at the midnight that S3 rounds up to ("Expiring objects", Amazon S3 User Guide)."""
    due = moment + timedelta(days)
    midnight = due.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if due == midnight else midnight + timedelta(1)
