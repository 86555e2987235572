"""The largest items that DynamoDB takes, through a stream of the emulator."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from local_aws.event_source_mapping import EventSourceMapping
from local_aws.event_source_mapping.checkpoints import Checkpoints
from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.stream_consumer import StreamConsumer
from tests.integration.local_aws.event_source_mapping.source import Source

LARGEST_ITEM = 400 * 1024
LARGEST_PAYLOAD = 6 * 1024 * 1024


@dataclass
class Measure:
    """A function that notes how large each payload is, and which items are in it."""

    sizes: list[int] = field(default_factory=list[int])
    keys: list[list[str]] = field(default_factory=list[list[str]])

    def invoke(self, payload: bytes) -> Invocation:
        self.sizes.append(len(payload))
        records = json.loads(payload)["Records"]
        self.keys.append([record["dynamodb"]["Keys"]["pk"]["S"] for record in records])
        return Invocation("request", 200, "$LATEST", None, b"null")


def test_records_of_400_kb_come_whole_and_in_batches_of_6_mb_at_the_most(
    source: Source, tmp_path: Path
) -> None:
    keys = [f"{number:02}" for number in range(16)]
    for key in keys:
        padding = "x" * (LARGEST_ITEM - len("pk") - len(key) - len("padding"))
        item = {"pk": {"S": key}, "padding": {"S": padding}}
        source.session.client("dynamodb").put_item(TableName=source.name, Item=item)
    measure = Measure()
    consumer = StreamConsumer(
        mapping=MappingConfiguration(
            uuid="large",
            stream_arn=source.stream_arn,
            function_arn="arn:aws:lambda:us-east-1:000000000000:function:measure",
            starting_position="TRIM_HORIZON",
            # Closed by nothing but its bytes, until all is read.
            batch_size=1000,
            batching_window_seconds=3,
            filter_criteria=FilterCriteria(()),
        ),
        streams=source.session.client("dynamodbstreams"),
        function=measure,
        destination=None,
        checkpoints=Checkpoints(tmp_path / "large.json", source.stream_arn),
        check_access=lambda: None,
    )

    with EventSourceMapping(consumer) as mapping:
        mapping.wait_until_caught_up()

    assert measure.keys == [keys[:15], keys[15:]]
    assert LARGEST_PAYLOAD - LARGEST_ITEM < measure.sizes[0] <= LARGEST_PAYLOAD
