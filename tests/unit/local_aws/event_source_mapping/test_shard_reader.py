"""The reader against the answers of DynamoDB Streams, which botocore's stubber plays."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from local_aws.event_source_mapping.errors import StreamUnavailableError
from local_aws.event_source_mapping.shard_reader import ShardReader, read_to_tip
from local_aws.sessions import EmulatorSession
from tests.unit.local_aws.event_source_mapping.fakes import SHARD_ID, STREAM_ARN, numbers

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient

FIRST, SECOND, THIRD, NINTH = (f"{number:021}" for number in (1, 2, 3, 9))


@pytest.fixture
def client() -> "DynamoDBStreamsClient":
    return EmulatorSession("http://127.0.0.1:1").client("dynamodbstreams")


@pytest.fixture
def stream(client: "DynamoDBStreamsClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def opens(stream: Stubber, iterator: str, **position: str) -> None:
    expected = {"StreamArn": STREAM_ARN, "ShardId": SHARD_ID, **position}
    stream.add_response("get_shard_iterator", {"ShardIterator": iterator}, expected)


def opens_at_trim_horizon(stream: Stubber, iterator: str) -> None:
    opens(stream, iterator, ShardIteratorType="TRIM_HORIZON")


def opens_after(stream: Stubber, number: str, iterator: str) -> None:
    opens(stream, iterator, ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=number)


def returns(stream: Stubber, iterator: str, *sequence_numbers: str, then: str | None) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    changes = [{"SequenceNumber": number, "ApproximateCreationDateTime": at} for number in sequence_numbers]
    answer: dict[str, Any] = {"Records": [{"eventName": "INSERT", "dynamodb": change} for change in changes]}
    if then is not None:
        answer["NextShardIterator"] = then
    stream.add_response("get_records", answer, {"ShardIterator": iterator})


def reader(client: "DynamoDBStreamsClient", position: str = "TRIM_HORIZON") -> ShardReader:
    return ShardReader(client, stream_arn=STREAM_ARN, shard_id=SHARD_ID, position=position)


def test_pages_follow_each_other(client: "DynamoDBStreamsClient", stream: Stubber) -> None:
    opens_at_trim_horizon(stream, "i1")
    returns(stream, "i1", FIRST, SECOND, then="i2")
    returns(stream, "i2", then="i3")
    returns(stream, "i3", THIRD, then="i4")
    it = reader(client)

    assert numbers(it.read()) == [FIRST, SECOND]
    assert it.read() == []
    assert numbers(it.read()) == [THIRD]
    assert it.position == THIRD
    assert not it.closed


def test_reading_goes_on_after_the_checkpoint(client: "DynamoDBStreamsClient", stream: Stubber) -> None:
    opens_after(stream, SECOND, "i1")
    returns(stream, "i1", THIRD, then="i2")

    assert numbers(reader(client, SECOND).read()) == [THIRD]


def test_an_expired_iterator_is_replaced(client: "DynamoDBStreamsClient", stream: Stubber) -> None:
    opens_at_trim_horizon(stream, "i1")
    returns(stream, "i1", FIRST, then="i2")
    stream.add_client_error("get_records", "ExpiredIteratorException")
    opens_after(stream, FIRST, "i3")
    returns(stream, "i3", SECOND, then="i4")
    it = reader(client)

    assert numbers(it.read()) == [FIRST]
    assert numbers(it.read()) == [SECOND]
    assert it.trims == 0


@pytest.mark.parametrize("operation", ["get_shard_iterator", "get_records"])
def test_trimmed_records_are_a_loud_loss_and_the_rest_is_read(
    client: "DynamoDBStreamsClient", stream: Stubber, caplog: pytest.LogCaptureFixture, operation: str
) -> None:
    if operation == "get_records":
        opens_after(stream, FIRST, "i1")
    stream.add_client_error(operation, "TrimmedDataAccessException")
    opens_at_trim_horizon(stream, "i2")
    returns(stream, "i2", NINTH, then="i3")
    it = reader(client, FIRST)

    assert numbers(it.read()) == [NINTH]
    assert it.trims == 1
    (entry,) = caplog.records
    assert entry.levelname == "ERROR"
    assert "LOST" in entry.message
    assert FIRST in entry.message


def test_a_closed_shard_ends(client: "DynamoDBStreamsClient", stream: Stubber) -> None:
    opens_at_trim_horizon(stream, "i1")
    returns(stream, "i1", FIRST, then=None)
    it = reader(client)

    assert numbers(it.read()) == [FIRST]
    assert it.closed


@pytest.mark.parametrize("code", ["LimitExceededException", "InternalServerError", "ThrottlingException"])
def test_a_passing_failure_has_its_own_name(
    client: "DynamoDBStreamsClient", stream: Stubber, code: str
) -> None:
    opens_at_trim_horizon(stream, "i1")
    stream.add_client_error("get_records", code)
    returns(stream, "i1", FIRST, then="i2")
    it = reader(client)

    with pytest.raises(StreamUnavailableError, match=code):
        it.read()
    assert numbers(it.read()) == [FIRST]


def test_other_failures_get_through(client: "DynamoDBStreamsClient", stream: Stubber) -> None:
    stream.add_client_error("get_shard_iterator", "ResourceNotFoundException")

    with pytest.raises(client.exceptions.ResourceNotFoundException):
        reader(client).read()


def test_reading_to_the_tip_ends_at_the_first_empty_page(
    client: "DynamoDBStreamsClient", stream: Stubber
) -> None:
    opens_at_trim_horizon(stream, "i1")
    returns(stream, "i1", FIRST, SECOND, then="i2")
    returns(stream, "i2", THIRD, then="i3")
    returns(stream, "i3", then="i4")

    assert numbers(read_to_tip(reader(client))) == [FIRST, SECOND, THIRD]


def test_reading_to_the_tip_ends_with_the_shard(client: "DynamoDBStreamsClient", stream: Stubber) -> None:
    opens_at_trim_horizon(stream, "i1")
    returns(stream, "i1", FIRST, then=None)

    assert numbers(read_to_tip(reader(client))) == [FIRST]
