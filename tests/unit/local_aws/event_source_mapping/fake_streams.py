"""A stream of several shards in memory, with the operations of the boto3 client that a mapping calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from local_aws.backoff import Backoff
from local_aws.event_source_mapping.checkpoints import Checkpoints
from local_aws.event_source_mapping.mapping import EventSourceMapping
from local_aws.event_source_mapping.stream_consumer import StreamConsumer
from tests.unit.local_aws.event_source_mapping.fakes import STREAM_ARN, FakeFunction, configuration

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient


class ExpiredIteratorException(ClientError):  # noqa: N818 - boto3's name
    pass


class TrimmedDataAccessException(ClientError):  # noqa: N818 - boto3's name
    pass


class ResourceNotFoundException(ClientError):  # noqa: N818 - boto3's name
    pass


class Exceptions:
    ResourceNotFoundException = ResourceNotFoundException
    ExpiredIteratorException = ExpiredIteratorException
    TrimmedDataAccessException = TrimmedDataAccessException


@dataclass
class FakeShard:
    parent: str | None = None
    numbers: list[str] = field(default_factory=list[str])
    open: bool = True


@dataclass
class FakeStreams:
    shards: dict[str, FakeShard]
    item_of: Callable[[str], str] = str
    exceptions: type[Exceptions] = Exceptions

    def forget(self) -> None:
        """Lose all records, as the emulator does when it stops."""
        for shard in self.shards.values():
            shard.numbers.clear()

    def client(self) -> "DynamoDBStreamsClient":
        return cast("DynamoDBStreamsClient", self)

    def describe_stream(self, **_: object) -> dict[str, Any]:
        shards = [
            {"ShardId": name} | ({"ParentShardId": shard.parent} if shard.parent else {})
            for name, shard in self.shards.items()
        ]
        return {"StreamDescription": {"Shards": shards}}

    def get_shard_iterator(self, **request: str) -> dict[str, Any]:
        name, after = request["ShardId"], 0
        if request["ShardIteratorType"] != "TRIM_HORIZON":
            if request["SequenceNumber"] not in self.shards[name].numbers:
                raise TrimmedDataAccessException({}, "GetShardIterator")
            is_after = request["ShardIteratorType"] == "AFTER_SEQUENCE_NUMBER"
            after = self.shards[name].numbers.index(request["SequenceNumber"]) + is_after
        return {"ShardIterator": f"{name}/{after}"}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803 - boto3's
        name, place = ShardIterator.split("/")
        shard = self.shards[name]
        still_open = shard.open
        numbers = shard.numbers[int(place) :]
        created_at = datetime.now(UTC)
        answer: dict[str, Any] = {
            "Records": [
                {
                    "dynamodb": {
                        "Keys": {"pk": {"S": self.item_of(number)}},
                        "SequenceNumber": number,
                        "ApproximateCreationDateTime": created_at,
                    }
                }
                for number in numbers
            ]
        }
        if still_open:
            answer["NextShardIterator"] = f"{name}/{int(place) + len(numbers)}"
        return answer


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
