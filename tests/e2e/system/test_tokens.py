import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import urllib3
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tasklake_devkit.accounts import Accounts
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.sessions import EmulatorSession
from tests.e2e.system.client import Client


def status_with(system: LocalSystem, token: str | None) -> int:
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    return urllib3.request("GET", f"{system.outputs.api_url}/v1/tasks", headers=headers, retries=False).status


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def decoded(part: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def signed_by_the_pool(system: LocalSystem, header: str, claims: dict[str, Any]) -> str:
    """Sign claims with the key of the pool, which the emulator keeps in its state."""
    (file,) = (system.state.emulator / "services").rglob(f"{system.outputs.user_pool_id}-id.pem")
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    text = f"{header}.{encoded(claims)}"
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.fixture
def token(client: Client) -> str:
    return client.token


def test_a_good_token_is_let_in(system: LocalSystem, token: str) -> None:
    assert status_with(system, token) == 200


@pytest.mark.parametrize("bad", [None, "", "garbage", "a.b.c"])
def test_a_missing_or_broken_token_is_refused(system: LocalSystem, bad: str | None) -> None:
    assert status_with(system, bad) == 401


def test_a_tampered_token_is_refused(system: LocalSystem, token: str) -> None:
    header, payload, signature = token.split(".")
    forged = encoded({**decoded(payload), "cognito:groups": ["admins"]})
    assert status_with(system, f"{header}.{forged}.{signature}") == 401


def test_an_expired_token_is_refused_although_its_signature_is_right(system: LocalSystem, token: str) -> None:
    header, payload, _ = token.split(".")
    claims = decoded(payload)
    assert status_with(system, signed_by_the_pool(system, header, claims)) == 200
    claims["exp"] = claims["iat"] - 60
    assert status_with(system, signed_by_the_pool(system, header, claims)) == 401


def test_another_pools_token_is_refused(system: LocalSystem) -> None:
    cognito = system.session.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="another")["UserPool"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool.get("Id", ""), ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    foreign = replace(
        system.outputs, user_pool_id=pool.get("Id", ""), user_pool_client_id=client.get("ClientId", "")
    )
    token = Accounts(system.session, foreign).id_token("eve@example.com")
    assert status_with(system, token) == 401


def test_another_users_task_is_not_found(client: Client, sign_up: Callable[..., Client]) -> None:
    _, task = client.send("POST", "/v1/tasks", {"title": "Mine"})
    stranger = sign_up()
    status, problem = stranger.send("GET", f"/v1/tasks/{task['id']}")
    assert (status, problem["status"]) == (404, 404)
    status, _ = stranger.send("GET", f"/v1/users/{client.user_id}/tasks/{task['id']}")
    assert status == 403
    status, found = sign_up(admin=True).send("GET", f"/v1/users/{client.user_id}/tasks/{task['id']}")
    assert (status, found["id"]) == (200, task["id"])


def test_the_function_can_do_no_more_than_its_role(system: LocalSystem) -> None:
    function = system.session.client("lambda").get_function_configuration(
        FunctionName=system.outputs.api_function_name
    )
    as_function = EmulatorSession(system.endpoint_url, role_arn=function["Role"])
    dynamodb = as_function.client("dynamodb")
    dynamodb.query(
        TableName=system.outputs.table_name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "USER#nobody"}},
    )
    with pytest.raises(dynamodb.exceptions.ClientError, match="AccessDenied"):
        dynamodb.scan(TableName=system.outputs.table_name)
    s3 = as_function.client("s3")
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.put_object(Bucket=system.outputs.lake_bucket, Key="raw/x", Body=b"")
