"""Who sends the requests of a schemathesis run; its process loads this module by SCHEMATHESIS_HOOKS."""

import os
import re
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final, cast
from uuid import uuid4

import schemathesis

from tasklake.text import LINE
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.stack import StackOutputs
from tests.e2e.system.client import Client
from tests.e2e.system.forged_tokens import claims_of, pool_key, with_claims

STATE = StateFolder(Path(os.environ["TASKLAKE_STATE"]))
ADMIN, USER = os.environ["FUZZING_ADMIN"], os.environ["FUZZING_USER"]
ADMIN_ID = claims_of(ADMIN)["sub"]

LINES: Final = {"title": 200, "name": 100, "category": 50, "labels": 50, "q": 100}

outputs = StackOutputs.read(STATE.outputs)
key = pool_key(STATE, outputs.user_pool_id)


def token_of(user_id: str, email: str) -> str:
    """Return a token as Cognito gives it out, for somebody it does not know: thousands are needed."""
    return with_claims(key, USER, sub=user_id, email=email, exp=in_an_hour())


def token_of_a_new_user() -> str:
    return token_of(str(uuid4()), f"{uuid4()}@example.com")


def in_an_hour() -> int:
    return int(time.time()) + 3600


@schemathesis.auth(refresh_interval=None)  # pyright: ignore[reportUnknownMemberType]  # generic without an argument
class Tokens:
    """An admin with a profile reaches most; the admin's own is not to be lost, and an address is its owner's affair."""

    def get(self, case: schemathesis.Case[Any], _: schemathesis.AuthContext) -> str:
        match case.operation.method.upper(), case.operation.path:
            case "POST", "/v1/users":
                return token_of_a_new_user()
            case "DELETE", "/v1/users/{user_id}" if user_in_path(case) in ("me", ADMIN_ID):
                token = token_of_a_new_user()
                status, _ = Client(outputs.api_url, token).send("POST", "/v1/users", {"name": "Ada"})
                assert status == 201
                return token
            case "PATCH", "/v1/users/{user_id}" if user_in_path(case) not in ("me", ADMIN_ID):
                return token_of(str(user_in_path(case)), new_email_of(case))
            case _:
                return with_claims(key, ADMIN, exp=in_an_hour())

    def set(self, case: schemathesis.Case[Any], data: str, _: schemathesis.AuthContext) -> None:
        headers_of(case)["Authorization"] = f"Bearer {data}"


def user_in_path(case: schemathesis.Case[Any]) -> object:
    return case.path_parameters["user_id"]


def new_email_of(case: schemathesis.Case[Any]) -> str:
    """Return the address that a patch asks for, if it does."""
    match case.body:
        case {"email": str(email)}:
            return email
        case _:
            return f"{uuid4()}@example.com"


def headers_of(case: schemathesis.Case[Any]) -> MutableMapping[str, str]:
    return case.headers  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # generic without an argument


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType]  # its overloads leave the function's type open
def before_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], __: dict[str, object]) -> None:
    """Drop the number 0, which schemathesis takes for an entity tag although the pattern refuses it, and fill long lines."""
    headers = headers_of(case)
    for name in ("If-Match", "If-None-Match"):
        if headers.get(name) == "0":
            del headers[name]
    for place in (case.query, case.body, *tasks_of_batch(case.body)):
        if isinstance(place, dict):
            fill_long_lines(cast("dict[str, object]", place))


def tasks_of_batch(body: object) -> list[object]:
    operations = cast("dict[str, object]", body).get("operations") if isinstance(body, dict) else None
    sent = cast("list[object]", operations) if isinstance(operations, list) else []
    return [cast("dict[str, object]", each).get("task") for each in sent if isinstance(each, dict)]


def fill_long_lines(place: dict[str, object]) -> None:
    """Make lines that are too long so with nothing that the function takes away before it counts, as a schema cannot."""
    for name, longest in LINES.items():
        match place.get(name):
            case list():
                place[name] = [filled(text, longest) for text in cast("list[object]", place[name])]
            case value if name in place:
                place[name] = filled(value, longest)
            case _:
                pass

    # A line may also be too long once it is folded, or nothing at all.
    match place.get("q"):
        case str(text) if not text.isascii() and re.search(LINE, text):
            place["q"] = "0" * len(text)
        case _:
            pass


def filled(value: object, longest: int) -> object:
    return "0" * len(value) if isinstance(value, str) and len(value) > longest else value
