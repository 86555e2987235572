"""Discarded batches in the S3, SQS and SNS of the emulator."""

import json
import re

import pytest

from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.destinations import (
    S3Destination,
    SnsDestination,
    SqsDestination,
    on_failure_destination,
)
from local_aws.event_source_mapping.discarded_batch import DiscardedBatch
from local_aws.event_source_mapping.errors import DestinationDeliveryError, UnsupportedMappingError
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.records import StreamRecord
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.roles import policy

UUID = "1a7336f3-f60a-4afe-a55e-82237dfe56c7"
SHARD_ID = "shardId-00000001772366400000-aaaaaaaa"
BATCH = DiscardedBatch(
    mapping=MappingConfiguration(
        uuid=UUID,
        stream_arn="arn:aws:dynamodb:us-east-1:000000000000:table/tasks/stream/2026-03-01T12:00:00.000",
        function_arn="arn:aws:lambda:us-east-1:000000000000:function:etl",
        starting_position="TRIM_HORIZON",
        filter_criteria=FilterCriteria(()),
    ),
    shard_id=SHARD_ID,
    records=[
        StreamRecord("100", 1_772_366_399.0, '{"eventID":"a","title":"für \\"alle\\""}'.encode()),
        StreamRecord("200", 1_772_366_400.0, b'{"eventID":"b"}'),
    ],
    condition="RetryAttemptsExhausted",
    last_invocation=Invocation("316aa6d0", 200, "$LATEST", "Unhandled", b"{}"),
    invoke_count=3,
    discarded_at=1_772_366_459.5,
)


def received(session: EmulatorSession, queue_url: str) -> list[object]:
    messages = session.client("sqs").receive_message(QueueUrl=queue_url).get("Messages", [])
    return [json.loads(message.get("Body", "")) for message in messages]


def test_s3_gets_metadata_and_payload_under_lambdas_key(session: EmulatorSession) -> None:
    s3 = session.client("s3")
    s3.create_bucket(Bucket="discarded")

    S3Destination(s3, "discarded").send(BATCH)

    (entry,) = s3.list_objects_v2(Bucket="discarded").get("Contents", [])
    key = entry.get("Key", "")
    assert re.fullmatch(
        rf"aws/lambda/{UUID}/{SHARD_ID}/2026/03/01/2026-03-01T12\.00\.59-[0-9a-f-]{{36}}", key
    )
    document = json.loads(s3.get_object(Bucket="discarded", Key=key)["Body"].read())
    payload = document.pop("payload")
    assert document == BATCH.invocation_record()
    assert json.loads(payload) == {
        "Records": [{"eventID": "a", "title": 'für "alle"'}, {"eventID": "b"}],
    }


def test_sqs_gets_metadata_only(session: EmulatorSession) -> None:
    sqs = session.client("sqs")
    queue_url = sqs.create_queue(QueueName="discarded")["QueueUrl"]

    SqsDestination(sqs, "arn:aws:sqs:us-east-1:000000000000:discarded").send(BATCH)

    assert received(session, queue_url) == [BATCH.invocation_record()]


def test_sns_gets_metadata_only(session: EmulatorSession) -> None:
    sns = session.client("sns")
    topic_arn = sns.create_topic(Name="discarded")["TopicArn"]
    queue_arn = "arn:aws:sqs:us-east-1:000000000000:subscriber"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
    }
    queue = session.client("sqs").create_queue(
        QueueName="subscriber", Attributes={"Policy": policy(statement | {"Resource": queue_arn})}
    )
    sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=queue_arn,
        Attributes={"RawMessageDelivery": "true"},
    )

    SnsDestination(sns, topic_arn).send(BATCH)

    assert received(session, queue["QueueUrl"]) == [BATCH.invocation_record()]


def test_a_refusal_names_the_destination(session: EmulatorSession) -> None:
    with pytest.raises(DestinationDeliveryError, match=r"s3://nowhere/aws/lambda/.*NoSuchBucket"):
        S3Destination(session.client("s3"), "nowhere").send(BATCH)
    with pytest.raises(DestinationDeliveryError, match="nowhere"):
        SqsDestination(session.client("sqs"), "arn:aws:sqs:us-east-1:000000000000:nowhere").send(BATCH)
    with pytest.raises(DestinationDeliveryError, match="nowhere"):
        SnsDestination(session.client("sns"), "arn:aws:sns:us-east-1:000000000000:nowhere").send(BATCH)


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        ("arn:aws:s3:::discarded", S3Destination),
        ("arn:aws:sqs:us-east-1:000000000000:discarded", SqsDestination),
        ("arn:aws:sns:us-east-1:000000000000:discarded", SnsDestination),
    ],
)
def test_the_arn_says_what_the_destination_is(arn: str, kind: type) -> None:
    assert isinstance(on_failure_destination(arn, EmulatorSession("http://127.0.0.1:1")), kind)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sqs:us-east-1:000000000000:failures.fifo",
        "arn:aws:sns:us-east-1:000000000000:failures.fifo",
        "arn:aws:lambda:us-east-1:000000000000:function:discarded",
    ],
)
def test_a_destination_lambda_does_not_take_is_refused(arn: str) -> None:
    with pytest.raises(UnsupportedMappingError, match="no on-failure destination"):
        on_failure_destination(arn, EmulatorSession("http://127.0.0.1:1"))
