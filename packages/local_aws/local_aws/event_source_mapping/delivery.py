"""Delivering a batch until each of its records has reached the function or was discarded."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from local_aws.backoff import Backoff
from local_aws.event_source_mapping.clock import Clock
from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.destinations import Destination
from local_aws.event_source_mapping.discarded_batch import DiscardCondition, DiscardedBatch
from local_aws.event_source_mapping.errors import DestinationDeliveryError, NotInvokedError
from local_aws.event_source_mapping.invocation import Function, Invocation
from local_aws.event_source_mapping.partial_batch_response import first_failure
from local_aws.event_source_mapping.progress import ShardProgress
from local_aws.event_source_mapping.records import StreamRecord, invocation_payload

_log = logging.getLogger(__name__)
_LOGGED_BYTES = 500


@dataclass(frozen=True, slots=True)
class _Part:
    """Records still to deliver together, and what became of them so far."""

    records: Sequence[StreamRecord]
    retries: int = 0
    not_invoked: int = 0
    invoke_count: int = 0
    last_invocation: Invocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Delivers the batches of one lane of a shard, in order and one at a time.

    Follows "Retain discarded records for a DynamoDB event source in Lambda" and "Configuring partial batch
    response with DynamoDB and Lambda". Where these are silent: a reported failure uses up a retry like a
    function error, unless it splits the batch; a reported failure of the first record is one of the whole
    batch; the parts of a split batch inherit its retries and are sent at once; records past the age limit
    leave the batch and the others stay. A batch that its destination refuses is lost, as on AWS, where only
    the metric DestinationDeliveryFailures tells.

    Attributes:
        checkpoint: Told the sequence number up to which everything of the lane is delivered or discarded.
    """

    mapping: MappingConfiguration
    shard_id: str
    function: Function
    destination: Destination | None
    checkpoint: Callable[[str], None]
    progress: ShardProgress
    clock: Clock
    backoff: Backoff

    def deliver(self, batch: Sequence[StreamRecord]) -> None:
        """Return when nothing of the batch is left, or when the mapping stops."""
        parts = [_Part(batch)]
        while parts and not self.clock.stopping:
            parts += reversed(self._attempt(parts.pop()))

    def _attempt(self, part: _Part) -> list[_Part]:
        """Send the records once, and return what is left to send, in order."""
        if expired := self._expired(part.records):
            self._discard(replace(part, records=part.records[:expired]), "RecordAgeExceeded")
            rest = part.records[expired:]
            return [replace(part, records=rest)] if rest else []
        self.progress.iterator_age_seconds = self.clock.now() - part.records[-1].created_at
        try:
            invocation = self.function.invoke(invocation_payload(part.records))
        except NotInvokedError as error:
            _log.warning("Not invoked, to be tried again: %s", error)
            self._pause(part, part.not_invoked + 1)
            return [replace(part, not_invoked=part.not_invoked + 1)]
        part = replace(part, not_invoked=0, invoke_count=part.invoke_count + 1, last_invocation=invocation)
        failed_from = self._failed_from(invocation, part.records)
        if failed_from is None:
            self._succeeded(part.records)
            return []
        if failed_from:
            self._succeeded(part.records[:failed_from])
        part = replace(part, records=part.records[failed_from:])
        _log.warning(
            "The function failed on %s: %s", _span(part.records), invocation.response[:_LOGGED_BYTES]
        )
        return self._failed(part, split=failed_from > 0)

    def _failed_from(self, invocation: Invocation, records: Sequence[StreamRecord]) -> int | None:
        if invocation.function_error:
            return 0
        if not self.mapping.report_batch_item_failures:
            return None
        return first_failure(invocation.response, [record.sequence_number for record in records])

    def _failed(self, part: _Part, *, split: bool) -> list[_Part]:
        """Split a failed part without using up a retry, or retry it, or give it up."""
        if self.mapping.bisect_batch_on_function_error:
            if split:
                return [part]
            if middle := len(part.records) // 2:
                halves = part.records[:middle], part.records[middle:]
                return [replace(part, records=half) for half in halves]
        if part.retries == self.mapping.maximum_retry_attempts:
            self._discard(part, "RetryAttemptsExhausted")
            return []
        self._pause(part, part.retries + 1)
        return [replace(part, retries=part.retries + 1)]

    def _succeeded(self, records: Sequence[StreamRecord]) -> None:
        with self.progress.counting:
            self.progress.delivered += len(records)
            self.progress.batches += 1
        self.checkpoint(records[-1].sequence_number)

    def _discard(self, part: _Part, condition: DiscardCondition) -> None:
        batch = DiscardedBatch(
            mapping=self.mapping,
            shard_id=self.shard_id,
            records=part.records,
            condition=condition,
            last_invocation=part.last_invocation,
            invoke_count=part.invoke_count,
            discarded_at=self.clock.now(),
        )
        _log.error("Discarding %s of shard %s: %s", _span(part.records), self.shard_id, condition)
        if self.destination:
            try:
                self.destination.send(batch)
            except DestinationDeliveryError:
                _log.exception("LOST: the on-failure destination did not take %s", _span(part.records))
                with self.progress.counting:
                    self.progress.destination_delivery_failures += 1
        with self.progress.counting:
            self.progress.discarded += len(part.records)
        self.checkpoint(part.records[-1].sequence_number)

    def _expired(self, records: Sequence[StreamRecord]) -> int:
        """How many of the first records are too old to be sent."""
        oldest = self.clock.now() - self.mapping.maximum_record_age_seconds
        return next(
            (count for count, record in enumerate(records) if record.created_at > oldest), len(records)
        )

    def _pause(self, part: _Part, attempt: int) -> None:
        """Back off, but not past the end of the first record's age."""
        expires_at = part.records[0].created_at + self.mapping.maximum_record_age_seconds
        self.clock.pause(max(0.0, min(self.backoff.seconds(attempt), expires_at - self.clock.now())))


def _span(records: Sequence[StreamRecord]) -> str:
    return f"{len(records)} record(s) {records[0].sequence_number} to {records[-1].sequence_number}"
