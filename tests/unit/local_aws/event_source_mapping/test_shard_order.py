from botocore.stub import Stubber

from local_aws.event_source_mapping.shards import Shard, describe_shards, readable_shards
from local_aws.sessions import EmulatorSession
from tests.unit.local_aws.event_source_mapping.fakes import STREAM_ARN

PARENT, LEFT, RIGHT = Shard("parent", None), Shard("left", "parent"), Shard("right", "parent")


def test_a_child_waits_for_the_end_of_its_parent() -> None:
    assert readable_shards([PARENT, LEFT, RIGHT], {"parent": "100"}) == [PARENT]
    assert readable_shards([PARENT, LEFT, RIGHT], {"parent": "SHARD_END"}) == [LEFT, RIGHT]


def test_a_shard_never_seen_is_read() -> None:
    assert readable_shards([PARENT], {}) == [PARENT]


def test_a_parent_that_the_stream_no_longer_has_is_not_waited_for() -> None:
    assert readable_shards([LEFT], {}) == [LEFT]


def test_an_ended_shard_is_not_read_again() -> None:
    assert readable_shards([PARENT, LEFT], {"parent": "SHARD_END", "left": "SHARD_END"}) == []


def test_all_pages_of_a_stream_are_described() -> None:
    client = EmulatorSession("http://127.0.0.1:1").client("dynamodbstreams")
    first, second = (f"shardId-{number:020}-aaaaaaaa" for number in (1, 2))
    with Stubber(client) as stream:
        stream.add_response(
            "describe_stream",
            {"StreamDescription": {"Shards": [{"ShardId": first}], "LastEvaluatedShardId": first}},
            {"StreamArn": STREAM_ARN},
        )
        stream.add_response(
            "describe_stream",
            {"StreamDescription": {"Shards": [{"ShardId": second, "ParentShardId": first}]}},
            {"StreamArn": STREAM_ARN, "ExclusiveStartShardId": first},
        )

        assert describe_shards(client, STREAM_ARN) == [Shard(first, None), Shard(second, first)]
