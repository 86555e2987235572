"""A table, and a function that reads its stream under a role of its own, in the emulator."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from local_aws.event_source_mapping import EventSourceMapping, MappingProgress, open_mapping
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.roles import make_function, policy

if TYPE_CHECKING:
    from types_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

HANDLER = """
import boto3, os, signal, tempfile

s3 = boto3.client("s3")

def handler(event, context):
    print("batch of", len(event["Records"]))
    for record in event["Records"]:
        number, key = record["dynamodb"]["SequenceNumber"], record["dynamodb"]["Keys"]["pk"]["S"]
        if key.startswith("raises"):
            raise ValueError(key)
        if key.startswith("dies") and not os.path.exists(died := f"{tempfile.gettempdir()}/{context.function_name}"):
            open(died, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if key.startswith("reported"):
            return {"batchItemFailures": [{"itemIdentifier": number}]}
        s3.put_object(Bucket=context.function_name, Key=f"seen/{number}-{key}", Body=b"")
"""
STREAM_ACTIONS = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)


@dataclass(frozen=True)
class Source:
    """A table called like its function, its role and its bucket."""

    session: EmulatorSession
    name: str
    stream_arn: str
    folder: Path

    def write(self, *keys: str) -> None:
        for key in keys:
            self.session.client("dynamodb").put_item(TableName=self.name, Item={"pk": {"S": key}})

    def allow(self, *, stream_actions: Sequence[str] = STREAM_ACTIONS, prefixes: Sequence[str]) -> None:
        bucket = f"arn:aws:s3:::{self.name}"
        objects = [f"{bucket}/{prefix}/*" for prefix in prefixes]
        statements = [
            {"Effect": "Allow", "Action": list(stream_actions), "Resource": self.stream_arn},
            {"Effect": "Allow", "Action": "s3:PutObject", "Resource": objects},
        ]
        self.session.client("iam").put_role_policy(
            RoleName=self.name, PolicyName="function", PolicyDocument=policy(*statements)
        )

    def mapping(self) -> EventSourceMapping:
        return open_mapping(self._described(), self.session, self.folder)

    def follow(self) -> MappingProgress:
        """Deliver all that is in the stream now."""
        with self.mapping() as mapping:
            mapping.wait_until_caught_up()
            return mapping.progress()

    def _described(self) -> "EventSourceMappingConfigurationTypeDef":
        listed = self.session.client("lambda").list_event_source_mappings(FunctionName=self.name)
        (described,) = listed["EventSourceMappings"]
        return described

    def seen(self) -> list[str]:
        """The keys the function took, in the order of the stream."""
        return [key.rsplit("-", 1)[1] for key in self.objects("seen/")]

    def objects(self, prefix: str) -> list[str]:
        found = self.session.client("s3").list_objects_v2(Bucket=self.name, Prefix=prefix)
        return [entry.get("Key", "") for entry in found.get("Contents", [])]


def make_source(session: EmulatorSession, folder: Path) -> Source:
    """Create one whose mapping isolates failures and keeps them in S3."""
    name = f"changes-{uuid4()}"
    table = session.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    session.client("s3").create_bucket(Bucket=name)
    make_function(session, name, HANDLER)
    stream_arn = table["TableDescription"].get("LatestStreamArn", "")
    session.client("lambda").create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=stream_arn,
        StartingPosition="TRIM_HORIZON",
        Enabled=False,
        BatchSize=10,
        MaximumRetryAttempts=1,
        BisectBatchOnFunctionError=True,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        DestinationConfig={"OnFailure": {"Destination": f"arn:aws:s3:::{name}"}},
        FilterCriteria={
            "Filters": [{"Pattern": '{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":["skipped"]}]}}}}'}]
        },
    )
    return Source(session, name, stream_arn, folder)
