"""On-failure destinations: where discarded batches go, under the function's own role."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.event_source_mapping.discarded_batch import DiscardedBatch
from local_aws.event_source_mapping.errors import DestinationDeliveryError, UnsupportedMappingError
from local_aws.event_source_mapping.records import invocation_payload

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sns import SNSClient
    from types_boto3_sqs import SQSClient

    from local_aws.sessions import EmulatorSession


class Destination(Protocol):
    """Takes in discarded batches."""

    def send(self, batch: DiscardedBatch) -> None:
        """Deliver the batch's invocation record.

        Raises:
            DestinationDeliveryError: The destination refused it.
        """
        ...


class S3Destination:
    """One object a batch, with the whole event as text in `payload`."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def send(self, batch: DiscardedBatch) -> None:
        document = batch.invocation_record() | {"payload": invocation_payload(batch.records).decode()}
        time = datetime.fromtimestamp(batch.discarded_at, UTC)
        key = (
            f"aws/lambda/{batch.mapping.uuid}/{batch.shard_id}/{time:%Y/%m/%d}/"
            f"{time:%Y-%m-%dT%H.%M.%S}-{uuid4()}"
        )
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=json.dumps(document).encode())
        except (ClientError, BotoCoreError) as error:
            raise DestinationDeliveryError(f"s3://{self._bucket}/{key}: {error}") from error


class SqsDestination:
    """One message a batch, without its records."""

    def __init__(self, client: "SQSClient", queue_arn: str) -> None:
        self._client = client
        *_, account, name = queue_arn.split(":")
        # Made here: the role needs sqs:SendMessage alone, not GetQueueUrl.
        self._queue_url = f"{client.meta.endpoint_url}/{account}/{name}"

    def send(self, batch: DiscardedBatch) -> None:
        body = json.dumps(batch.invocation_record())
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body)
        except (ClientError, BotoCoreError) as error:
            raise DestinationDeliveryError(f"{self._queue_url}: {error}") from error


class SnsDestination:
    """One notification a batch, without its records."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def send(self, batch: DiscardedBatch) -> None:
        message = json.dumps(batch.invocation_record())
        try:
            self._client.publish(TopicArn=self._topic_arn, Message=message)
        except (ClientError, BotoCoreError) as error:
            raise DestinationDeliveryError(f"{self._topic_arn}: {error}") from error


def on_failure_destination(arn: str, session: "EmulatorSession") -> Destination:
    """Return the destination behind an ARN, used with the permissions of the session.

    Raises:
        UnsupportedMappingError: It is neither a bucket, nor a standard queue or topic.
    """
    match arn.split(":"):
        case ["arn", _, "s3", "", "", bucket]:
            return S3Destination(session.client("s3"), bucket)
        case ["arn", _, "sqs", _, _, name] if not name.endswith(".fifo"):
            return SqsDestination(session.client("sqs"), arn)
        case ["arn", _, "sns", _, _, name] if not name.endswith(".fifo"):
            return SnsDestination(session.client("sns"), arn)
        case _:
            raise UnsupportedMappingError(
                f"{arn} is no on-failure destination: Lambda takes an S3 bucket, a standard SQS queue or SNS topic"
            )
