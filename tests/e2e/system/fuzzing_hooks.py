"""Who sends the requests of a schemathesis run; its process loads this module by SCHEMATHESIS_HOOKS."""

import os
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import schemathesis

from tasklake_devkit.stack import StackOutputs
from tasklake_devkit.workspace import StateFolder
from tests.e2e.system.client import Client
from tests.e2e.system.forged_tokens import pool_key, with_claims

STATE = StateFolder(Path(os.environ["TASKLAKE_STATE"]))
ADMIN, USER = os.environ["FUZZING_ADMIN"], os.environ["FUZZING_USER"]

outputs = StackOutputs.read(STATE.outputs)
key = pool_key(STATE, outputs.user_pool_id)


def token_of_a_new_user() -> str:
    """Return a token as Cognito gives it out, for somebody it does not know: thousands are needed."""
    return with_claims(key, USER, sub=str(uuid4()), email=f"{uuid4()}@example.com", exp=in_an_hour())


def in_an_hour() -> int:
    return int(time.time()) + 3600


@schemathesis.auth(refresh_interval=None)  # pyright: ignore[reportUnknownMemberType]  # generic without an argument
class Tokens:
    """An admin with a profile reaches most; who creates a profile, or loses it, is somebody new each time."""

    def get(self, case: schemathesis.Case[Any], _: schemathesis.AuthContext) -> str:
        match case.operation.method.upper(), case.operation.path:
            case "POST", "/v1/users":
                return token_of_a_new_user()
            case "DELETE", "/v1/users/{user_id}":
                token = token_of_a_new_user()
                status, _ = Client(outputs.api_url, token).send("POST", "/v1/users", {"name": "Ada"})
                assert status == 201
                return token
            case _:
                return with_claims(key, ADMIN, exp=in_an_hour())

    def set(self, case: schemathesis.Case[Any], data: str, _: schemathesis.AuthContext) -> None:
        headers_of(case)["Authorization"] = f"Bearer {data}"


def headers_of(case: schemathesis.Case[Any]) -> MutableMapping[str, str]:
    return case.headers  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # generic without an argument


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType]  # its overloads leave the function's type open
def before_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], __: dict[str, object]) -> None:
    """Drop the number 0, which schemathesis takes for an entity tag although the pattern refuses it."""
    headers = headers_of(case)
    for name in ("If-Match", "If-None-Match"):
        if headers.get(name) == "0":
            del headers[name]
