from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from local_aws.object_count import object_count
from local_aws.sessions import EmulatorSession


def test_the_objects_of_all_pages_are_counted(session: EmulatorSession) -> None:
    s3 = session.client("s3")
    bucket = f"bucket-{uuid4()}"
    s3.create_bucket(Bucket=bucket)
    assert object_count(session.endpoint_url, bucket) == 0
    for number in range(5):
        s3.put_object(Bucket=bucket, Key=f"folder/a b+{number}")
    assert object_count(session.endpoint_url, bucket, page_size=2) == 5


def test_what_the_emulator_refuses_is_said(session: EmulatorSession) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        object_count(session.endpoint_url, "nowhere")


def test_an_emulator_that_is_gone_is_said() -> None:
    with pytest.raises(EndpointConnectionError):
        object_count("http://127.0.0.1:1", "nowhere")
