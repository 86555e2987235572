"""Everybody who may call the API: by what token, and at whose items they aim."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.accounts import Accounts
from tests.e2e.system.client import Client
from tests.e2e.system.forged_tokens import claims_of, pool_key, with_claims


@dataclass(frozen=True)
class Caller:
    """One caller.

    Attributes:
        token: The bearer token; None for none.
        user_id: Whose profile and tasks the caller's paths name.
        has_tasks: Whether that user can have tasks.
    """

    token: str | None
    user_id: str
    has_tasks: bool = True


@dataclass(frozen=True)
class Standing:
    """The callers whom no request of the matrix changes."""

    other_user: Client
    admin: Client
    erasing: Client
    erased: Client
    of_other_client: str
    of_other_pool: str


@contextmanager
def standing_callers(
    system: LocalSystem, sign_up: Callable[..., Client], eventually: Callable[..., None]
) -> Generator[Standing]:
    """Sign them up; until the end, no erasure gets further."""
    erased, erasing = sign_up(), sign_up()
    assert erased.send("DELETE", "/v1/users/me")[0] == 202
    eventually(lambda: erased.send("GET", "/v1/users/me")[0], 410)
    function, lambda_ = system.outputs.user_erasure_function_name, system.session.client("lambda")
    lambda_.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    try:
        assert erasing.send("DELETE", "/v1/users/me")[0] == 202
        yield Standing(
            other_user=sign_up(),
            admin=sign_up(admin=True),
            erasing=erasing,
            erased=erased,
            of_other_client=token_of_another_client(system),
            of_other_pool=token_of_another_pool(system),
        )
    finally:
        lambda_.delete_function_concurrency(FunctionName=function)


def callers(system: LocalSystem, standing: Standing, user: Client) -> dict[str, Caller]:
    """Return every caller by the name that the matrix has for it.

    Args:
        system: The running system.
        standing: The callers that rows share.
        user: The row's own user, whom the others aim at.
    """
    newcomer = system.accounts.id_token(f"{uuid4()}@example.com")
    key = pool_key(system.state, system.outputs.user_pool_id)
    issued = int(claims_of(user.token)["iat"])
    by_token = {
        "no token": None,
        "garbage": "garbage",
        "expired": with_claims(key, user.token, exp=issued - 60),
        "other client": standing.of_other_client,
        "other pool": standing.of_other_pool,
        "user": user.token,
        "access token": access_token(system, user),
        "other user": standing.other_user.token,
        "admin": standing.admin.token,
    }
    unverified = with_claims(key, newcomer, sub=str(uuid4()), email_verified=False)
    erasing, erased, admin = standing.erasing, standing.erased, standing.admin
    aimed_at_user = {name: Caller(token, user.user_id) for name, token in by_token.items()}
    return aimed_at_user | {
        "newcomer": Caller(newcomer, claims_of(newcomer)["sub"], has_tasks=False),
        "unverified": Caller(unverified, claims_of(unverified)["sub"], has_tasks=False),
        "erasing": Caller(erasing.token, erasing.user_id),
        "admin at erasing": Caller(admin.token, erasing.user_id),
        "erased": Caller(erased.token, erased.user_id, has_tasks=False),
        "admin at erased": Caller(admin.token, erased.user_id, has_tasks=False),
    }


def access_token(system: LocalSystem, user: Client) -> str:
    """Sign a user in anew; of the two tokens that Cognito gives, `Accounts` has the other one."""
    cognito, outputs = system.session.client("cognito-idp"), system.outputs
    password = f"Aa1-{uuid4()}"
    cognito.admin_set_user_password(
        UserPoolId=outputs.user_pool_id, Username=user.user_id, Password=password, Permanent=True
    )
    answer = cognito.initiate_auth(
        ClientId=outputs.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.user_id, "PASSWORD": password},
    )
    return answer.get("AuthenticationResult", {}).get("AccessToken", "")


def token_of_another_client(system: LocalSystem) -> str:
    """Sign a user of the pool in by a client that the API does not know."""
    return token_by_new_client(system, system.outputs.user_pool_id)


def token_of_another_pool(system: LocalSystem) -> str:
    pool = system.session.client("cognito-idp").create_user_pool(PoolName="another")["UserPool"]
    return token_by_new_client(system, pool.get("Id", ""))


def token_by_new_client(system: LocalSystem, user_pool_id: str) -> str:
    client = system.session.client("cognito-idp").create_user_pool_client(
        UserPoolId=user_pool_id, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    foreign = replace(
        system.outputs, user_pool_id=user_pool_id, user_pool_client_id=client.get("ClientId", "")
    )
    return Accounts(system.session.client("cognito-idp"), foreign).id_token(f"{uuid4()}@example.com")
