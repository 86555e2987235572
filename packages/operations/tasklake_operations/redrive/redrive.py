"""Given-up batches and quarantined records, delivered again.

Everything may be repeated, since every reader of the event tables deduplicates: an object is deleted only when the
function has taken all of it, so a run that ends anywhere leaves to the next one what it has not finished.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Final

from tasklake.models import utc_now
from tasklake_operations.erasure_ledger import ErasureLedger
from tasklake_operations.redrive.contents import TOO_OLD, FailedRecord, RefusedError
from tasklake_operations.redrive.failure_objects import (
    FailureObject,
    folders,
    objects_in,
    quarantine,
    records_in,
)
from tasklake_operations.redrive.invocation import InvocationFailedError, events
from tasklake_operations.redrive.outcome import Outcome, State
from tasklake_operations.redrive.requarantine import Requarantine
from tasklake_operations.redrive.stream_records import StreamRecord
from tasklake_operations.stack import StackOutputs

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

OBJECTS_AT_ONCE: Final = 10
"""Delivered before the quarantine is looked at, which takes a list of all of it."""


class Redrive:
    """The failure buckets of a stack, and the functions that they were written for."""

    def __init__(
        self,
        s3: "S3Client",
        invoke: Callable[[str, bytes], None],
        ledger: ErasureLedger,
        outputs: StackOutputs,
        *,
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._s3 = s3
        self._invoke = invoke
        self._ledger = ledger
        self._outputs = outputs
        self._clock = clock
        self._sleep = sleep

    def objects(self) -> Sequence[FailureObject]:
        """Return what lies in the failure buckets now."""
        return [found for folder in folders(self._outputs) for found in objects_in(self._s3, folder)]

    def inspect(self, sources: Sequence[FailureObject]) -> Iterator[Outcome]:
        """Tell of each object what it holds, or why it is refused; change nothing."""
        for source in sources:
            outcome, _ = self._read(source)
            yield outcome

    def deliver(self, sources: Sequence[FailureObject]) -> Iterator[Outcome]:
        """Deliver each object, delete it when nothing of it is left to do, and tell what became of it."""
        requarantine = Requarantine(self._s3, quarantine(self._outputs), sleep=self._sleep)
        for group in batched(sources, OBJECTS_AT_ONCE, strict=False):
            outcomes = [self._send(source) for source in group]
            reasons = requarantine.reasons()
            for outcome in outcomes:
                if outcome.state is State.DELIVERED:
                    self._settle(outcome, reasons)
                yield outcome

    def _read(self, source: FailureObject) -> tuple[Outcome, Sequence[FailedRecord]]:
        try:
            failed = records_in(self._s3, source)
        except RefusedError as error:
            return Outcome(source, State.REFUSED, problem=str(error)), ()
        except self._s3.exceptions.NoSuchKey:
            return Outcome(source, State.GONE), ()
        outcome = Outcome.of(source, failed)
        if source.folder.feeds_lake and self._is_too_old(failed):
            outcome.state, outcome.problem = State.REFUSED, TOO_OLD
        return outcome, failed

    def _is_too_old(self, failed: Sequence[FailedRecord]) -> bool:
        windows = self._outputs.lake_windows
        # The raw row of a late change stays for a while yet, and the tombstone of its item has to outlive it.
        days = windows.parameters()["tombstone_days"] - windows.raw_retention_days
        first = self._clock() - timedelta(days)
        return any(each.record.created_at < first for each in failed)

    def _send(self, source: FailureObject) -> Outcome:
        outcome, failed = self._read(source)
        if outcome.state is not State.PENDING:
            return outcome
        records = [each.record for each in failed]
        if source.folder.feeds_lake:
            records = self._without_erased_users(records)
        outcome.left_out = outcome.records - len(records)
        outcome.sent = [record.digest for record in records]
        try:
            for event in events(records):
                self._invoke(source.folder.function_name, event)
        except InvocationFailedError as error:
            outcome.state, outcome.problem = State.FAILED, str(error)
        else:
            outcome.state = State.DELIVERED
        return outcome

    def _without_erased_users(self, records: Sequence[StreamRecord]) -> list[StreamRecord]:
        """Leave out what could bring an erased user back.

        The deletes are what takes the user out of the lake's views, until nothing of the user is in the lake at all.
        """
        erased = self._ledger.among(record.user_id for record in records if record.user_id is not None)
        return [
            record
            for record in records
            if record.user_id is None
            or record.user_id not in erased
            or (record.is_delete and not erased[record.user_id])
        ]

    def _settle(self, outcome: Outcome, reasons: Mapping[str, str]) -> None:
        """Delete an object that the function took, unless some of its records are in quarantine again."""
        outcome.quarantined = {digest: reasons[digest] for digest in outcome.sent if digest in reasons}
        if outcome.quarantined:
            outcome.state = State.QUARANTINED
        else:
            self._s3.delete_object(Bucket=outcome.source.folder.bucket, Key=outcome.source.key)
