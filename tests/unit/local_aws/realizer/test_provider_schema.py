import pytest

from local_aws.realizer.errors import UnknownInputsError
from local_aws.realizer.handlers import RESOURCE_TYPES
from local_aws.realizer.invokes import invoke
from local_aws.realizer.provider_schema import inputs_of, knows

ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"


@pytest.mark.parametrize(
    ("type_token", "path", "is_known"),
    [
        ("aws:s3/bucket:Bucket", "requestPayer", True),
        ("aws:s3/bucket:Bucket", "versioning.enabled", True),
        ("aws:s3/bucket:Bucket", "versioning.colour", False),
        ("aws:s3/bucket:Bucket", "colour", False),
        (ENCRYPTION, "expectedBucketOwner", True),
        (ENCRYPTION, "serverSideEncryptionConfiguration.rules.bucketKeyEnabled", True),
        (ENCRYPTION, "serverSideEncryptionConfiguration.rules.colour", False),
        ("aws:lambda/function:Function", "vpcConfig.subnetIds", True),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "metricQueries.metric.dimensions", True),
    ],
)
def test_the_provider_s_own_classes_say_what_it_knows(type_token: str, path: str, *, is_known: bool) -> None:
    assert knows(type_token, path) is is_known


def test_every_type_has_inputs() -> None:
    assert [token for token in RESOURCE_TYPES if not inputs_of(token)] == []


def test_account_and_region_are_those_of_the_local_system() -> None:
    assert invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"] == "000000000000"
    assert invoke("aws:index/getRegion:getRegion", {})["region"] == "us-east-1"


def test_unknown_argument_is_refused() -> None:
    with pytest.raises(UnknownInputsError, match="colour"):
        invoke("aws:index/getRegion:getRegion", {"colour": "red"})
