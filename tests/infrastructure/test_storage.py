import json
from collections.abc import Callable

import pytest

from tests.infrastructure.program import Program

S3 = "aws:s3/"
BUCKETS = {
    "lake",
    "stream-etl-failures",
    "user-erasure-failures",
    "analytics-results",
    "maintenance-results",
}


@pytest.fixture
def prod(program_of: Callable[..., Program]) -> Program:
    return program_of("prod")


def test_no_bucket_is_left_out_below(prod: Program) -> None:
    assert {bucket.name for bucket in prod.all(f"{S3}bucket:Bucket")} == BUCKETS


@pytest.mark.parametrize("bucket", sorted(BUCKETS))
def test_every_bucket_is_private_encrypted_and_owned(prod: Program, bucket: str) -> None:
    access = prod.one(f"{S3}bucketPublicAccessBlock:BucketPublicAccessBlock", bucket).inputs
    assert [access[key] for key in sorted(access) if key != "bucket"] == [True] * 4
    encryption = prod.one(
        f"{S3}bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", bucket
    )
    assert encryption.inputs["rules"] == [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]
    ownership = prod.one(f"{S3}bucketOwnershipControls:BucketOwnershipControls", bucket)
    assert ownership.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


@pytest.mark.parametrize("bucket", sorted(BUCKETS))
def test_every_bucket_refuses_requests_without_tls(prod: Program, bucket: str) -> None:
    policy = json.loads(prod.one(f"{S3}bucketPolicy:BucketPolicy", bucket).inputs["policy"])
    (statement,) = policy["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == "*"
    assert statement["Action"] == ["s3:*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:mock:::{bucket}", f"arn:aws:mock:::{bucket}/*"]


def test_the_local_emulator_speaks_plain_http_and_is_let_in(program_of: Callable[..., Program]) -> None:
    assert program_of("local", require_tls="false").all(f"{S3}bucketPolicy:BucketPolicy") == []


@pytest.mark.parametrize(
    ("bucket", "prefix", "days"),
    [
        ("lake", "raw/", 300),
        ("stream-etl-failures", "", 20),
        ("user-erasure-failures", "", 20),
        ("analytics-results", "", 3),
        ("maintenance-results", "", 3),
    ],
)
def test_objects_expire_when_the_stack_says(
    program_of: Callable[..., Program], bucket: str, prefix: str, days: int
) -> None:
    program = program_of(
        "prod", raw_retention_days="300", failure_retention_days="20", query_results_retention_days="3"
    )
    lifecycle = program.one(f"{S3}bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket)
    rules = lifecycle.inputs["rules"]
    expiring = [rule for rule in rules if "expiration" in rule]
    assert [(rule["filter"]["prefix"], rule["expiration"]["days"]) for rule in expiring] == [(prefix, days)]
    assert all(rule["status"] == "Enabled" for rule in rules)


def test_the_table_is_recoverable_protected_and_streams_both_images(prod: Program) -> None:
    table = prod.one("aws:dynamodb/table:Table", "tasks").inputs
    assert table["billingMode"] == "PAY_PER_REQUEST"
    assert table["pointInTimeRecovery"] == {"enabled": True}
    # Encrypted with a key that DynamoDB owns, as objects are with S3's: one in the account is billed by the request.
    assert "serverSideEncryption" not in table
    assert table["deletionProtectionEnabled"] is True
    assert table["streamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["ttl"] == {"attributeName": "expires_at", "enabled": True}
    assert (table["hashKey"], table["rangeKey"]) == ("pk", "sk")
    indexes = {index["name"]: index["keySchemas"] for index in table["globalSecondaryIndexes"]}
    assert indexes == {
        "by_status": [
            {"attributeName": "by_status_pk", "keyType": "HASH"},
            {"attributeName": "by_status_sk", "keyType": "RANGE"},
        ],
        "by_due_date": [
            {"attributeName": "by_due_date_pk", "keyType": "HASH"},
            {"attributeName": "by_due_date_sk", "keyType": "RANGE"},
        ],
    }
