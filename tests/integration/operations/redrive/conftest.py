from collections.abc import Iterator

import pytest
from moto import mock_aws

from tasklake_operations.deployed import clients_in
from tests.integration.operations.redrive.failure_buckets import STACK, FailureBuckets, ScriptedFunctions
from tests.integration.tasks_table import create_ledger


@pytest.fixture
def buckets() -> Iterator[FailureBuckets]:
    """Empty failure buckets, and functions that take everything. It is 10 March 2026, 12:00 UTC."""
    with mock_aws():
        account = clients_in("us-east-1")
        s3, dynamodb = account.client("s3"), account.client("dynamodb")
        for bucket in (STACK.failure_bucket, STACK.erasure_failure_bucket):
            s3.create_bucket(Bucket=bucket)
        create_ledger(dynamodb, STACK.erasure_ledger)
        yield FailureBuckets(s3, dynamodb, ScriptedFunctions(s3))
