"""What the ETL could not understand while a run delivered."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tasklake_operations.redrive.contents import RefusedError
from tasklake_operations.redrive.failure_objects import FailureObject, Folder, objects_in, records_in

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

SETTLE_SECONDS: Final = 2
"""S3 tells to the second when an object was written, and one that is replaced by its equal differs in nothing else."""


class Requarantine:
    """The quarantine, watched: whatever is written there from the first look on counts, also onto an object of before."""

    def __init__(
        self, s3: "S3Client", folder: Folder, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._s3 = s3
        self._folder = folder
        self._known = self._look()
        self._reasons: dict[str, str] = {}
        if self._known:
            sleep(SETTLE_SECONDS)

    def reasons(self) -> Mapping[str, str]:
        """Return why each record was quarantined since the first look, by the record's digest."""
        now = self._look()
        for written in now - self._known:
            # What else somebody puts there does not concern this run.
            with suppress(RefusedError, self._s3.exceptions.NoSuchKey):
                for failed in records_in(self._s3, written):
                    self._reasons[failed.record.digest] = failed.reason
        self._known = now
        return self._reasons

    def _look(self) -> frozenset[FailureObject]:
        return frozenset(objects_in(self._s3, self._folder))
