import json
from collections.abc import Callable
from typing import Any

import urllib3

from local_aws.realizer import Realization
from local_aws.sessions import EmulatorSession

Realized = Callable[..., Realization]

TABLE = """
table = aws.dynamodb.Table(
    "tasks",
    billing_mode="PAY_PER_REQUEST",
    hash_key="pk",
    range_key="sk",
    attributes=[{"name": name, "type": "S"} for name in ("pk", "sk", "status")],
    global_secondary_indexes=[
        {
            "name": "by-status",
            "key_schemas": [
                {"attribute_name": "status", "key_type": "HASH"},
                {"attribute_name": "sk", "key_type": "RANGE"},
            ],
            "projection_type": "ALL",
        }
    ],
    stream_enabled=True,
    stream_view_type="NEW_AND_OLD_IMAGES",
    ttl={"attribute_name": "expires_at", "enabled": True},
    point_in_time_recovery={"enabled": True},
    deletion_protection_enabled=True,
)
pulumi.export("table", table.name)
pulumi.export("stream", table.stream_arn)
"""

FUNCTION = """
code = '''
import boto3, os
def handler(event, context):
    boto3.client("dynamodb").put_item(
        TableName=os.environ["TABLE_NAME"], Item={"pk": {"S": "a"}, "sk": {"S": "b"}, "status": {"S": "open"}}
    )
    return {"statusCode": 201, "body": "written"}
'''
trust = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
]}
role = aws.iam.Role("api", assume_role_policy=json.dumps(trust))
allowed = []
if pulumi.Config().get_bool("allowed"):
    statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": table.arn}
    document = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})
    allowed = [aws.iam.RolePolicy("write", role=role.name, policy=document)]
function = aws.lambda_.Function(
    "api",
    role=role.arn,
    runtime="python3.13",
    handler="api.handler",
    code=pulumi.AssetArchive({"api.py": pulumi.StringAsset(code)}),
    environment={"variables": {"TABLE_NAME": table.name}},
    opts=pulumi.ResourceOptions(depends_on=allowed),
)
pulumi.export("function", function.name)
"""

HTTP_API = """
api = aws.apigatewayv2.Api("http", protocol_type="HTTP")
integration = aws.apigatewayv2.Integration(
    "http", api_id=api.id, integration_type="AWS_PROXY", integration_uri=function.invoke_arn,
    payload_format_version="2.0",
)
aws.apigatewayv2.Route(
    "http", api_id=api.id, route_key="POST /tasks", target=integration.id.apply(lambda id: f"integrations/{id}")
)
stage = aws.apigatewayv2.Stage("http", api_id=api.id, name="$default", auto_deploy=True)
pulumi.export("api_url", api.api_endpoint)
pulumi.export("stage_url", stage.invoke_url)
"""


def invoke(session: EmulatorSession, function: object) -> Any:  # noqa: ANN401 - JSON
    return json.load(session.client("lambda").invoke(FunctionName=str(function))["Payload"])


def test_table_has_index_stream_ttl_and_recovery(realized: Realized, session: EmulatorSession) -> None:
    outputs = realized(TABLE).outputs
    dynamodb = session.client("dynamodb")
    table = dynamodb.describe_table(TableName=str(outputs["table"]))["Table"]
    assert table.get("LatestStreamArn") == outputs["stream"]
    assert table.get("DeletionProtectionEnabled") is True
    assert [index.get("KeySchema") for index in table.get("GlobalSecondaryIndexes", [])] == [
        [{"AttributeName": "status", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    ]
    ttl = dynamodb.describe_time_to_live(TableName=str(outputs["table"]))["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    backups = dynamodb.describe_continuous_backups(TableName=str(outputs["table"]))
    recovery = backups["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    assert recovery.get("PointInTimeRecoveryStatus") == "ENABLED"


def test_function_may_do_what_its_role_may(realized: Realized, session: EmulatorSession) -> None:
    outputs = realized(TABLE + FUNCTION).outputs
    answer = invoke(session, outputs["function"])
    assert "not authorized to perform: dynamodb:PutItem" in answer["errorMessage"]
    realized(TABLE + FUNCTION, allowed="true")
    assert invoke(session, outputs["function"]) == {"statusCode": 201, "body": "written"}


def test_api_answers_at_the_urls_that_the_program_exports(realized: Realized) -> None:
    outputs = realized(TABLE + FUNCTION + HTTP_API, allowed="true").outputs
    answer = urllib3.request("POST", f"{outputs['api_url']}/tasks")
    assert (answer.status, answer.data) == (201, b"written")
    assert outputs["stage_url"] == f"{outputs['api_url']}/"
