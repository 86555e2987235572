import base64
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local_aws.emulator import Emulator, server
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.roles import make_function

if TYPE_CHECKING:
    from types_boto3_cognito_idp.type_defs import LambdaConfigTypeTypeDef

THREADS = 16
GROUP = "all"
PASSWORD = "Aa1-0123456789"

TRIGGER = """
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def handler(event, context):
    target = {"X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser"}
    try:
        urlopen(Request(os.environ["AWS_ENDPOINT_URL"], b'{"AccessToken": "none"}', target))
    except HTTPError as answered:
        claims = {"answered": str(answered.code)}
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
    return event
"""


@pytest.fixture
def session(
    new_emulator: Callable[[], Emulator], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[EmulatorSession]:
    """An emulator whose threads take turns after a microsecond: what else takes hours to meet, they meet at once."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.setswitchinterval(1e-6)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(server, "_INHERITED", ("PATH", "PYTHONPATH"))
    with new_emulator() as emulator:
        yield emulator.session()


def at_once[Question, Answer](
    questions: Iterable[Question], ask: Callable[[Question], Answer]
) -> list[Answer]:
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(ask, questions))


def make_user_pool(session: EmulatorSession, triggers: "LambdaConfigTypeTypeDef") -> tuple[str, str]:
    """Return a pool with a group, and its client."""
    cognito = session.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="pool", UsernameAttributes=["email"], LambdaConfig=triggers)[
        "UserPool"
    ].get("Id", "")
    cognito.create_group(UserPoolId=pool, GroupName=GROUP)
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="client", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    return pool, client["UserPoolClient"].get("ClientId", "")


def sign_up_and_in(session: EmulatorSession, pool: str, client: str, email: str) -> str:
    cognito = session.client("cognito-idp")
    cognito.admin_create_user(UserPoolId=pool, Username=email)
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=GROUP)
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"].get("IdToken", "")


def test_users_sign_up_and_in_at_once(session: EmulatorSession) -> None:
    pool, client = make_user_pool(session, {})
    addresses = [f"user-{number}@example.com" for number in range(200)]
    tokens = at_once(addresses, partial(sign_up_and_in, session, pool, client))
    assert len(set(tokens)) == len(addresses)


def test_one_of_many_requests_makes_a_user(session: EmulatorSession) -> None:
    cognito = session.client("cognito-idp")
    pool, _ = make_user_pool(session, {})

    def is_made(email: str) -> bool:
        try:
            cognito.admin_create_user(UserPoolId=pool, Username=email)
        except cognito.exceptions.UsernameExistsException:
            return False
        return True

    for number in range(20):
        assert at_once([f"{number}@example.com"] * THREADS, is_made).count(True) == 1


def test_trigger_of_a_user_pool_may_ask_the_user_pool(session: EmulatorSession) -> None:
    trigger = make_function(session, "trigger", TRIGGER)
    session.client("lambda").add_permission(
        FunctionName="trigger",
        StatementId="pool",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
    )
    pool, client = make_user_pool(session, {"PreTokenGeneration": trigger})
    token = sign_up_and_in(session, pool, client, "user@example.com")
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["answered"] == "400"
