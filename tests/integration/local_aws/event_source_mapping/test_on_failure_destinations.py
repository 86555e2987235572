"""Discarded batches in the S3, SQS and SNS of the emulator."""

import json
import re

import pytest

from local_aws.event_source_mapping.destinations import on_failure_destination
from local_aws.event_source_mapping.discarded_batch import DiscardedBatch
from local_aws.event_source_mapping.errors import DestinationDeliveryError, UnsupportedMappingError
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.records import StreamRecord
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.roles import policy
from tests.unit.local_aws.event_source_mapping.fakes import NOW, SHARD_ID, configuration

BATCH = DiscardedBatch(
    mapping=configuration(),
    shard_id=SHARD_ID,
    records=[
        StreamRecord("100", NOW, '{"eventID":"a","title":"für \\"alle\\""}'.encode()),
        StreamRecord("200", NOW, b'{"eventID":"b"}'),
    ],
    condition="RetryAttemptsExhausted",
    last_invocation=Invocation("316aa6d0", 200, "$LATEST", "Unhandled", b"{}"),
    invoke_count=3,
    discarded_at=NOW + 59.5,
)


def received(session: EmulatorSession, queue_url: str) -> list[object]:
    messages = session.client("sqs").receive_message(QueueUrl=queue_url).get("Messages", [])
    return [json.loads(message.get("Body", "")) for message in messages]


def test_s3_gets_metadata_and_payload_under_lambdas_key(session: EmulatorSession) -> None:
    s3 = session.client("s3")
    s3.create_bucket(Bucket="discarded")

    on_failure_destination("arn:aws:s3:::discarded", session).send(BATCH)

    (entry,) = s3.list_objects_v2(Bucket="discarded").get("Contents", [])
    key = entry.get("Key", "")
    assert re.fullmatch(
        rf"aws/lambda/{BATCH.mapping.uuid}/{SHARD_ID}/2026/03/01/2026-03-01T12\.00\.59-[0-9a-f-]{{36}}", key
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

    on_failure_destination("arn:aws:sqs:us-east-1:000000000000:discarded", session).send(BATCH)

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

    on_failure_destination(topic_arn, session).send(BATCH)

    assert received(session, queue["QueueUrl"]) == [BATCH.invocation_record()]


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        ("arn:aws:s3:::nowhere", "s3://nowhere/aws/lambda/.*NoSuchBucket"),
        ("arn:aws:sqs:us-east-1:000000000000:nowhere", "nowhere"),
        ("arn:aws:sns:us-east-1:000000000000:nowhere", "nowhere"),
    ],
)
def test_a_refusal_names_the_destination(session: EmulatorSession, arn: str, reason: str) -> None:
    with pytest.raises(DestinationDeliveryError, match=reason):
        on_failure_destination(arn, session).send(BATCH)


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
