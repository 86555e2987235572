import pytest
from botocore.stub import Stubber

from local_aws.event_source_mapping.shards import Shard, describe_shards, readable_shards
from local_aws.sessions import EmulatorSession
from tests.unit.local_aws.event_source_mapping.fakes import STREAM_ARN

PARENT, LEFT, RIGHT = Shard("parent", None), Shard("left", "parent"), Shard("right", "parent")


@pytest.mark.parametrize(
    ("shards", "positions", "readable"),
    [
        pytest.param([PARENT, LEFT, RIGHT], {"parent": "100"}, [PARENT], id="a child waits for its parent"),
        pytest.param([PARENT, LEFT, RIGHT], {"parent": "SHARD_END"}, [LEFT, RIGHT], id="no longer"),
        pytest.param([LEFT], {}, [LEFT], id="a parent that is gone is not waited for"),
        pytest.param([PARENT], {"parent": "SHARD_END"}, [], id="what has ended is not read again"),
    ],
)
def test_a_shard_is_read_after_its_parent(
    shards: list[Shard], positions: dict[str, str], readable: list[Shard]
) -> None:
    assert readable_shards(shards, positions) == readable


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
