"""The whole mapping: a real table, function and role in the emulator."""

import json

import pytest

from local_aws.event_source_mapping import MappingStoppedError
from tests.integration.local_aws.event_source_mapping.source import Source


def test_poison_ends_up_in_s3_alone_and_everything_else_in_the_function(
    source: Source,
) -> None:
    source.allow(prefixes=["seen", "aws"])
    source.write("a", "reported", "skipped", "b", "raises", "c")

    with source.mapping() as mapping:
        mapping.wait_until_caught_up()
        progress = mapping.progress()

    assert source.seen() == ["a", "b", "c"]
    documents = [
        json.loads(source.session.client("s3").get_object(Bucket=source.name, Key=key)["Body"].read())
        for key in source.objects(f"aws/lambda/{mapping.configuration.uuid}/shardId-")
    ]
    discarded = {
        record["dynamodb"]["Keys"]["pk"]["S"]: (
            document["requestContext"]["condition"],
            document["responseContext"]["functionError"],
        )
        for document in documents
        for record in json.loads(document["payload"])["Records"]
    }
    assert discarded == {
        "reported": ("RetryAttemptsExhausted", None),
        "raises": ("RetryAttemptsExhausted", "Unhandled"),
    }
    assert [document["DDBStreamBatchInfo"]["batchSize"] for document in documents] == [1, 1]
    assert (progress.delivered, progress.discarded, progress.filtered) == (3, 2, 1)
    assert progress.destination_delivery_failures == 0
    assert progress.caught_up


def test_a_batch_whose_function_was_killed_is_delivered_again(source: Source) -> None:
    source.allow(prefixes=["seen"])
    source.write("a", "dies", "b")

    progress = source.follow()

    assert source.seen() == ["a", "dies", "b"]
    assert (progress.delivered, progress.discarded) == (3, 0)


def test_a_role_that_may_not_read_the_stream_stops_the_mapping(source: Source) -> None:
    source.allow(stream_actions=["dynamodb:DescribeStream", "dynamodb:ListStreams"], prefixes=["seen"])

    with pytest.raises(MappingStoppedError, match=r"dynamodb:GetRecords, dynamodb:GetShardIterator"):
        source.follow()


def test_a_role_that_may_not_write_the_destination_loses_the_batch_and_shows_it(
    source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    source.allow(prefixes=["seen"])
    source.write("raises", "a")

    progress = source.follow()

    assert progress.destination_delivery_failures == 1
    assert source.seen() == ["a"]
    assert source.objects("aws/") == []
    assert "LOST" in caplog.text
    assert "s3:PutObject" in caplog.text
