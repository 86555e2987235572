"""A running event source mapping."""

from types import TracebackType
from typing import Self

from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.errors import MappingStoppedError
from local_aws.event_source_mapping.progress import MappingProgress, mapping_progress
from local_aws.event_source_mapping.stream_consumer import StreamConsumer

_CAUGHT_UP_POLL_SECONDS = 0.02


class EventSourceMapping:
    """Feeds a function with the changes of a table, from `start` to `stop`, in threads of its own.

    At least once: what the checkpoint file does not say is done, the next mapping delivers again. An error
    that no retry can cure stops all of it and stays in `error`; a `with` block raises it at its end.
    """

    def __init__(self, consumer: StreamConsumer) -> None:
        self._consumer = consumer
        self._threads = consumer.threads

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is None:
            self.raise_error()

    @property
    def configuration(self) -> MappingConfiguration:
        """What it does."""
        return self._consumer.mapping

    @property
    def error(self) -> Exception | None:
        """What stopped it, when its owner did not."""
        return self._threads.error

    def start(self) -> None:
        """Begin to read; return at once."""
        self._consumer.start()

    def stop(self, timeout_seconds: float = 60.0) -> None:
        """End all pauses and retries; return when nothing runs any more.

        Raises:
            TimeoutError: An invocation under way did not end in time.
        """
        self._threads.stop(timeout_seconds)

    def raise_error(self) -> None:
        """Return while it runs, and after its owner stopped it.

        Raises:
            MappingStoppedError: It stopped by itself.
        """
        if self.error:
            raise MappingStoppedError(
                f"The event source mapping of {self.configuration.function_arn} stopped: {self.error}"
            ) from self.error

    def progress(self) -> MappingProgress:
        """Return what was done since `start`."""
        return mapping_progress(list(self._consumer.shards.values()), self._consumer.checkpoints.positions())

    def wait_until_caught_up(self, timeout_seconds: float = 30.0) -> None:
        """Return when everything written before this call is delivered, discarded or filtered.

        Raises:
            TimeoutError: It took too long.
            MappingStoppedError: The mapping stopped by itself.
        """
        clock = self._threads.clock
        asked_at = clock.now()
        while clock.now() < asked_at + timeout_seconds and not clock.stopping:
            shards = list(self._consumer.shards.values())
            if shards and all(shard.caught_up_since(asked_at) for shard in shards):
                return
            clock.pause(_CAUGHT_UP_POLL_SECONDS)
        self.raise_error()
        raise TimeoutError(f"The mapping has not caught up: {self.progress()}")
