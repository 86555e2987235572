"""A program that has nothing to do with Tasklake, through the public face of local_aws alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
import pytest

from local_aws import LocalAws
from local_aws.emulator.loopback import free_port
from tests.integration.local_aws.athena.athena_api import AthenaApi
from tests.integration.local_aws.athena.small_lake import SmallLake

PROGRAM: Final = '''
import json
import pulumi
import pulumi_aws as aws

bucket = aws.s3.Bucket("orders", force_destroy=True)
results = aws.s3.Bucket("results", force_destroy=True)
table = aws.dynamodb.Table(
    "orders",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    stream_enabled=True,
    stream_view_type="NEW_IMAGE",
)

code = """
import boto3, os
def handler(event, context):
    for record in event["Records"]:
        order = record["dynamodb"]["NewImage"]
        boto3.client("s3").put_object(
            Bucket=os.environ["BUCKET"], Key=f"seen/{order['id']['S']}", Body=order["amount"]["N"].encode()
        )
"""
role = aws.iam.Role("copy", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
]}))
allowed = aws.iam.RolePolicy("copy", role=role.name, policy=pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:PutObject", "Resource": pulumi.Output.format("{}/*", bucket.arn)},
    {"Effect": "Allow", "Resource": "*", "Action": [
        "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"
    ]},
]}))
function = aws.lambda_.Function(
    "copy",
    role=role.arn,
    runtime="python3.13",
    handler="copy_orders.handler",
    code=pulumi.AssetArchive({"copy_orders.py": pulumi.StringAsset(code)}),
    environment={"variables": {"BUCKET": bucket.bucket}},
    opts=pulumi.ResourceOptions(depends_on=[allowed]),
)
aws.lambda_.EventSourceMapping(
    "copy", function_name=function.name, event_source_arn=table.stream_arn, starting_position="TRIM_HORIZON"
)

database = aws.glue.CatalogDatabase("shop", name="shop")
PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
aws.glue.CatalogTable(
    "sales",
    name="sales",
    database_name=database.name,
    table_type="EXTERNAL_TABLE",
    parameters={
        "projection.enabled": "true",
        "projection.year.type": "integer",
        "projection.year.range": "2020,2030",
        "storage.location.template": pulumi.Output.format("s3://{}/sales/year=${{year}}", bucket.bucket),
    },
    partition_keys=[{"name": "year", "type": "int"}],
    storage_descriptor={
        "location": pulumi.Output.format("s3://{}/sales", bucket.bucket),
        "input_format": f"{PARQUET}.MapredParquetInputFormat",
        "output_format": f"{PARQUET}.MapredParquetOutputFormat",
        "ser_de_info": {"serialization_library": f"{PARQUET}.serde.ParquetHiveSerDe"},
        "columns": [{"name": "shop", "type": "string"}, {"name": "amount", "type": "bigint"}],
    },
)
workgroup = aws.athena.Workgroup(
    "analysts",
    name="analysts",
    configuration={"result_configuration": {"output_location": pulumi.Output.format("s3://{}/", results.bucket)}},
)
pulumi.export("bucket", bucket.bucket)
pulumi.export("table", table.name)
pulumi.export("workgroup", workgroup.name)
'''


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[LocalAws]:
    with LocalAws(tmp_path / "state", port=free_port()) as running:
        yield running
        running.check()


def test_a_foreign_program_runs(aws: LocalAws, tmp_path: Path, sales: bytes) -> None:
    program = tmp_path / "program"
    program.mkdir()
    (program / "__main__.py").write_text(PROGRAM)
    made = aws.realize(program, project="shop", stack="test", config={})
    aws.follow()
    bucket = str(made.outputs["bucket"])
    s3 = aws.session.client("s3")

    aws.session.client("dynamodb").put_item(
        TableName=str(made.outputs["table"]), Item={"id": {"S": "o1"}, "amount": {"N": "12"}}
    )
    aws.wait_until_caught_up()
    assert s3.get_object(Bucket=bucket, Key="seen/o1")["Body"].read() == b"12"

    s3.put_object(Bucket=bucket, Key="sales/year=2026/a.parquet", Body=sales)
    sql = "SELECT shop, sum(amount) FROM sales WHERE year = 2026 GROUP BY shop ORDER BY shop"
    athena = AthenaApi(SmallLake(aws.session, "shop", tmp_path), aws.session.client("athena"))
    assert athena.rows(sql, WorkGroup=str(made.outputs["workgroup"])) == [
        ["shop", "_col1"],
        ["north", "3"],
        ["south", "5"],
    ]

    again = aws.realize(program, project="shop", stack="test", config={})
    assert (again.created, again.updated, again.deleted) == ([], [], [])


@pytest.fixture
def sales(tmp_path: Path) -> bytes:
    """The Parquet file of three sales."""
    file = tmp_path / "sales.parquet"
    rows = "VALUES ('north', 1::BIGINT), ('north', 2), ('south', 5)"
    duckdb.execute(f"COPY (SELECT * FROM ({rows}) AS sales (shop, amount)) TO '{file}' (FORMAT parquet)")
    return file.read_bytes()
