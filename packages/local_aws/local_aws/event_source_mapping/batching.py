"""When a batch is full enough to be sent."""

from local_aws.event_source_mapping.records import StreamRecord, invocation_payload

MAXIMUM_PAYLOAD_BYTES = 6 * 1024 * 1024
_ENVELOPE_BYTES = len(invocation_payload(()))


class Batcher:
    """Gathers a shard's records, in order, into batches.

    A batch closes when it has all the records it may have, when one more would take the payload over
    6 MB, or when its window ends ("Using AWS Lambda with Amazon DynamoDB", polling and batching).
    """

    def __init__(self, *, batch_size: int, window_seconds: float) -> None:
        self._batch_size = batch_size
        self._window_seconds = window_seconds
        self._held: list[StreamRecord] = []
        self._window_opened_at: float | None = None

    def __len__(self) -> int:
        return len(self._held)

    def add(self, record: StreamRecord) -> None:
        self._held.append(record)

    def take(self, now: float) -> list[StreamRecord]:
        """Return the next batch once it has closed, otherwise nothing.

        The window of a batch opens at the first call that finds a record for it; so records left over
        from one batch wait from the end of its delivery.
        """
        if not self._held:
            return []
        if self._window_opened_at is None:
            self._window_opened_at = now
        count = self._fitting()
        full = count == self._batch_size or count < len(self._held)
        if not full and now < self._window_opened_at + self._window_seconds:
            return []
        batch = self._held[:count]
        del self._held[:count]
        self._window_opened_at = None
        return batch

    def _fitting(self) -> int:
        size = _ENVELOPE_BYTES - 1  # the first record has no comma
        for count, record in enumerate(self._held[: self._batch_size]):
            size += len(record.body) + 1
            if size > MAXIMUM_PAYLOAD_BYTES and count:
                return count
        return min(len(self._held), self._batch_size)
