import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local_aws.event_source_mapping.records import StreamRecord
from tests.unit.local_aws.event_source_mapping.fakes import STREAM_ARN

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams.type_defs import (
        AttributeValueTypeDef,
        RecordTypeDef,
        StreamRecordTypeDef,
    )

IMAGE: "dict[str, AttributeValueTypeDef]" = {
    "pk": {"S": "USER#1"},
    "photo": {"B": b"\x00\xff"},
    "thumbnails": {"BS": [b"\x01"]},
    "tags": {"L": [{"M": {"name": {"S": "für"}}}, {"NULL": True}]},
    "version": {"N": "1"},
}
CHANGE: "StreamRecordTypeDef" = {
    "ApproximateCreationDateTime": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "Keys": {"pk": {"S": "USER#1"}},
    "NewImage": IMAGE,
    "SequenceNumber": "000000017723664000000000000001",
    "SizeBytes": 59,
    "StreamViewType": "NEW_AND_OLD_IMAGES",
}
INSERT: "RecordTypeDef" = {
    "eventID": "c4ca4238",
    "eventName": "INSERT",
    "eventVersion": "1.1",
    "eventSource": "aws:dynamodb",
    "awsRegion": "us-east-1",
    "dynamodb": CHANGE,
}


def test_a_record_has_the_shape_of_a_lambda_event() -> None:
    record = StreamRecord.from_api(INSERT, STREAM_ARN)

    image = IMAGE | {"photo": {"B": "AP8="}, "thumbnails": {"BS": ["AQ=="]}}
    assert json.loads(record.body) == {
        **INSERT,
        "dynamodb": {**CHANGE, "ApproximateCreationDateTime": 1772366400, "NewImage": image},
        "eventSourceARN": STREAM_ARN,
    }
    assert record.sequence_number == "000000017723664000000000000001"
    assert record.created_at == 1772366400.0


def test_a_deletion_by_ttl_names_its_identity_in_camel_case() -> None:
    expiry: RecordTypeDef = {
        **INSERT,
        "userIdentity": {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"},
    }

    record = StreamRecord.from_api(expiry, STREAM_ARN)

    assert json.loads(record.body)["userIdentity"] == {
        "type": "Service",
        "principalId": "dynamodb.amazonaws.com",
    }
