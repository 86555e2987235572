"""The shards of a stream, and the order to read them in."""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from local_aws.event_source_mapping.checkpoints import SHARD_END
from local_aws.event_source_mapping.errors import StreamUnavailableError

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient
    from types_boto3_dynamodbstreams.type_defs import DescribeStreamInputTypeDef

_PASSING = {"InternalServerError", "LimitExceededException", "ServiceUnavailable", "ThrottlingException"}


@contextmanager
def stream_errors() -> Generator[None]:
    """Raise StreamUnavailableError for what a later try may cure; let the rest through."""
    try:
        yield
    except (BotocoreConnectionError, HTTPClientError) as error:
        raise StreamUnavailableError(str(error)) from error
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _PASSING:
            raise StreamUnavailableError(str(error)) from error
        raise


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard.

    Attributes:
        parent_id: The shard whose records come before its own, if any.
    """

    shard_id: str
    parent_id: str | None


def describe_shards(client: "DynamoDBStreamsClient", stream_arn: str) -> list[Shard]:
    """Return all shards of the stream.

    Raises:
        StreamUnavailableError: The stream did not answer.
    """
    shards: list[Shard] = []
    request: DescribeStreamInputTypeDef = {"StreamArn": stream_arn}
    while True:
        with stream_errors():
            page = client.describe_stream(**request)["StreamDescription"]
        shards += [
            Shard(each.get("ShardId", ""), each.get("ParentShardId")) for each in page.get("Shards", [])
        ]
        last = page.get("LastEvaluatedShardId")
        if last is None:
            return shards
        request["ExclusiveStartShardId"] = last


def readable_shards(shards: Collection[Shard], positions: Mapping[str, str]) -> list[Shard]:
    """Return the shards that are not read to their end, but whose parents are, or are gone."""
    unread = {shard.shard_id for shard in shards if positions.get(shard.shard_id) != SHARD_END}
    return [shard for shard in shards if shard.shard_id in unread and shard.parent_id not in unread]
