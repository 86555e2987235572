"""The failure buckets of a stack, and functions that do as the test says."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.destinations import S3Destination
from local_aws.event_source_mapping.discarded_batch import DiscardedBatch
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.records import StreamRecord
from tasklake.erasure import ledger_item
from tasklake_operations.erasure_ledger import ErasureLedger
from tasklake_operations.redrive import Outcome, Redrive
from tasklake_operations.redrive.invocation import InvocationFailedError
from tasklake_operations.stack import StackOutputs
from tests.integration.operations.deployed.fake_pulumi import OUTPUTS
from tests.unit.stream_etl.table_changes import STREAM_ARN, Record

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
STACK = StackOutputs.of(
    OUTPUTS
    | {
        "failure_bucket": "failures",
        "erasure_failure_bucket": "erasure-failures",
        "erasure_ledger": "ledger",
        "stream_etl_function_name": "etl",
        "user_erasure_function_name": "erasure",
    }
)
REASON = "entity is unknown"


@dataclass
class ScriptedFunctions:
    """Functions that take everything, but for what the test names.

    Attributes:
        s3: Where the ETL quarantines.
        taken: The event ids that each function took.
        poison: The event ids that the ETL quarantines.
        broken: Functions that fail.
    """

    s3: "S3Client"
    taken: dict[str, list[str]] = field(default_factory=lambda: {"etl": [], "erasure": []})
    poison: set[str] = field(default_factory=set[str])
    broken: set[str] = field(default_factory=set[str])

    def invoke(self, name: str, event: bytes) -> None:
        if name in self.broken:
            raise InvocationFailedError(f"{name} failed: it is broken")
        records = json.loads(event)["Records"]
        poison = [record for record in records if record["eventID"] in self.poison]
        if poison:
            quarantine(self.s3, poison)
        self.taken[name] += [record["eventID"] for record in records if record not in poison]


@dataclass(frozen=True)
class FailureBuckets:
    s3: "S3Client"
    dynamodb: "DynamoDBClient"
    functions: ScriptedFunctions
    sleep: Callable[[float], None] = lambda _: None

    def give_up(self, records: Sequence[Record], function: str = "etl") -> None:
        """Do as Lambda does with a batch that it gives up."""
        bucket = STACK.failure_bucket if function == "etl" else STACK.erasure_failure_bucket
        S3Destination(self.s3, bucket).send(discarded(records, function))

    def quarantine(self, records: Sequence[Record]) -> str:
        return quarantine(self.s3, records)

    def erase(self, user_id: str) -> None:
        self.dynamodb.put_item(TableName=STACK.erasure_ledger, Item=ledger_item(user_id, NOW))

    def redrive(self) -> Redrive:
        ledger = ErasureLedger(self.dynamodb, STACK.erasure_ledger)
        return Redrive(self.s3, self.functions.invoke, ledger, STACK, clock=lambda: NOW, sleep=self.sleep)

    def deliver(self) -> list[Outcome]:
        run = self.redrive()
        return list(run.deliver(run.objects()))

    def keys(self) -> set[str]:
        buckets = (STACK.failure_bucket, STACK.erasure_failure_bucket)
        listed = [self.s3.list_objects_v2(Bucket=bucket).get("Contents", []) for bucket in buckets]
        return {entry.get("Key", "") for found in listed for entry in found}


def quarantine(s3: "S3Client", records: Sequence[Record]) -> str:
    """Write the object of these records, which the same ones write again."""
    lines = [json.dumps({"reason": REASON, "record": record}) + "\n" for record in records]
    body = "".join(lines).encode()
    key = f"quarantine/2026/03/10/{hashlib.sha256(body).hexdigest()}.jsonl"
    s3.put_object(Bucket=STACK.failure_bucket, Key=key, Body=body)
    return key


def discarded(records: Iterable[Any], function: str) -> DiscardedBatch:
    return DiscardedBatch(
        mapping=MappingConfiguration(
            uuid="1a7336f3-f60a-4afe-a55e-82237dfe56c7",
            stream_arn=STREAM_ARN,
            function_arn=f"arn:aws:lambda:us-east-1:000000000000:function:{function}",
            starting_position="TRIM_HORIZON",
            filter_criteria=FilterCriteria(()),
        ),
        shard_id="shardId-00000001772366400000-aaaaaaaa",
        records=[
            StreamRecord(
                record["dynamodb"]["SequenceNumber"],
                record["dynamodb"]["ApproximateCreationDateTime"],
                json.dumps(record).encode(),
            )
            for record in records
        ],
        condition="RetryAttemptsExhausted",
        last_invocation=Invocation("316aa6d0", 200, "$LATEST", "Unhandled", b"{}"),
        invoke_count=3,
        discarded_at=NOW.timestamp(),
    )
