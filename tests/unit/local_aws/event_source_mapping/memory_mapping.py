"""A mapping over a stream in memory."""

from collections.abc import Callable
from pathlib import Path

from local_aws.backoff import Backoff
from local_aws.event_source_mapping.checkpoints import Checkpoints
from local_aws.event_source_mapping.mapping import EventSourceMapping
from local_aws.event_source_mapping.stream_consumer import StreamConsumer
from tests.unit.local_aws.event_source_mapping.fake_streams import FakeStreams
from tests.unit.local_aws.event_source_mapping.fakes import STREAM_ARN, FakeFunction, configuration


def allowed() -> None:
    pass


def mapping(
    streams: FakeStreams,
    function: FakeFunction,
    folder: Path,
    *,
    check_access: Callable[[], None] = allowed,
    longest_backoff_seconds: float = 60,
    **settings: object,
) -> EventSourceMapping:
    return EventSourceMapping(
        StreamConsumer(
            mapping=configuration(**settings),
            streams=streams.client(),
            function=function,
            destination=None,
            checkpoints=Checkpoints(folder / "checkpoints.json", STREAM_ARN),
            check_access=check_access,
            poll_seconds=0.001,
            backoff=Backoff(initial_seconds=60, maximum_seconds=longest_backoff_seconds),
        )
    )
