from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION
from local_aws.sessions import EmulatorSession
from tests.integration.functions import load
from tests.integration.shared.repository.request_rules import checked_client
from tests.integration.tasks_table import create_ledger, create_tasks_table
from tests.integration.user_erasure.erasing_system import ErasingSystem, InvokedHere

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="module")
def crashing_dynamodb(dynamodb: "DynamoDBClient") -> "DynamoDBClient":
    """A second client of the same tables, for what is to crash."""
    return checked_client()


@pytest.fixture
def system(session: EmulatorSession, monkeypatch: pytest.MonkeyPatch) -> ErasingSystem:
    table_name = f"erasing-{uuid4()}"
    ledger_name = f"{table_name}-ledger"
    dynamodb = session.client("dynamodb")
    create_tasks_table(dynamodb, table_name)
    create_ledger(dynamodb, ledger_name)
    streaming = dynamodb.update_table(
        TableName=table_name,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    pool = session.client("cognito-idp").create_user_pool(
        PoolName=table_name, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"]
    )
    user_pool_id = pool["UserPool"].get("Id", "")
    variables = {
        "AWS_ENDPOINT_URL": session.endpoint_url,
        "AWS_ACCESS_KEY_ID": LOCAL_ACCOUNT,
        "AWS_DEFAULT_REGION": LOCAL_REGION,
        "TABLE_NAME": table_name,
        "TABLE_GENERATION": "0",
        "USER_POOL_ID": user_pool_id,
        "LEDGER_TABLE_NAME": ledger_name,
    }
    module = load("tasklake_user_erasure.handler", "user-erasure", variables, monkeypatch)
    return ErasingSystem(
        session=session,
        table_name=table_name,
        stream_arn=streaming["TableDescription"].get("LatestStreamArn", ""),
        ledger_name=ledger_name,
        user_pool_id=user_pool_id,
        function=InvokedHere(module),
    )
