"""A stream's records outlive a stop of the emulator, as they would on AWS, for 24 hours."""

import json
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams.type_defs import GetShardIteratorInputTypeDef, RecordTypeDef

NewEmulator = Callable[[], Emulator]

DAY = 24 * 60 * 60


def age(state_dir: Path, numbers: Collection[str]) -> None:
    """Make the records of these sequence numbers older than a stream keeps them."""
    file = state_dir / "services" / "dynamodb_streams.json"

    def aged(document: dict[str, object]) -> dict[str, object]:
        if document.get("SequenceNumber") in numbers:
            document["ApproximateCreationDateTime"] = int(time.time()) - DAY - 60
        return document

    file.write_text(json.dumps(json.loads(file.read_text(), object_hook=aged)))


def make_table(session: EmulatorSession) -> None:
    session.client("dynamodb").create_table(
        TableName="changes",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


def write(session: EmulatorSession, *keys: str) -> None:
    for key in keys:
        item = {"pk": {"S": key}, "bytes": {"B": b"\x00\xff"}}
        session.client("dynamodb").put_item(TableName="changes", Item=item)


def read(session: EmulatorSession, *, after: str | None = None) -> "list[RecordTypeDef]":
    streams = session.client("dynamodbstreams")
    (stream,) = streams.list_streams(TableName="changes")["Streams"]
    arn = stream.get("StreamArn", "")
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"].get("Shards", [])
    position: GetShardIteratorInputTypeDef = {
        "StreamArn": arn,
        "ShardId": shard.get("ShardId", ""),
        "ShardIteratorType": "AFTER_SEQUENCE_NUMBER" if after else "TRIM_HORIZON",
    }
    if after:
        position["SequenceNumber"] = after
    iterator = streams.get_shard_iterator(**position)["ShardIterator"]
    return streams.get_records(ShardIterator=iterator)["Records"]


def numbers(records: "list[RecordTypeDef]") -> list[str]:
    return [record.get("dynamodb", {}).get("SequenceNumber", "") for record in records]


def test_what_was_written_before_a_stop_is_read_after_it(new_emulator: NewEmulator) -> None:
    with new_emulator() as first:
        make_table(first.session())
        write(first.session(), "a", "b")
        before = read(first.session())
    with new_emulator() as second:
        assert read(second.session()) == before
        write(second.session(), "c")
        assert len(read(second.session(), after=numbers(before)[0])) == 2


def test_what_is_older_than_a_day_is_gone_and_a_reader_that_missed_it_is_told(
    new_emulator: NewEmulator, tmp_path: Path
) -> None:
    with new_emulator() as first:
        make_table(first.session())
        write(first.session(), "a", "b", "c")
        missed, last_read, kept = numbers(read(first.session()))
    age(tmp_path / "state", [missed, last_read])
    with new_emulator() as second:
        session = second.session()
        assert numbers(read(session)) == [kept]
        assert numbers(read(session, after=last_read)) == [kept]
        with pytest.raises(session.client("dynamodbstreams").exceptions.TrimmedDataAccessException):
            read(session, after=missed)


def test_an_idle_stream_is_read_on_after_days(new_emulator: NewEmulator, tmp_path: Path) -> None:
    with new_emulator() as first:
        make_table(first.session())
        write(first.session(), "a")
        (last_read,) = numbers(read(first.session()))
    age(tmp_path / "state", [last_read])
    with new_emulator() as second:
        assert read(second.session(), after=last_read) == []
    with new_emulator() as third:
        write(third.session(), "b")
        assert len(read(third.session(), after=last_read)) == 1
