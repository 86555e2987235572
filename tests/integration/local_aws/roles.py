"""Roles, and functions under roles of their own, in the emulator."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Final

from local_aws.sessions import EmulatorSession

type Statement = Mapping[str, object]

FUNCTIONS: Final[Statement] = {"Service": "lambda.amazonaws.com"}


def policy(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def trust(principal: Statement) -> str:
    return policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal})


def make_role(session: EmulatorSession, name: str, *allowed: Statement, trusts: str | None = None) -> str:
    """Make a role that functions, or whom a document trusts, may take on; return its ARN."""
    iam = session.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusts or trust(FUNCTIONS))["Role"]
    if allowed:
        iam.put_role_policy(RoleName=name, PolicyName="allowed", PolicyDocument=policy(*allowed))
    return role["Arn"]


def make_function(session: EmulatorSession, name: str, code: str) -> str:
    """Make a function of a module with a `handler`, and its role of the same name; return its ARN."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("code.py", code)
    return session.client("lambda").create_function(
        FunctionName=name,
        Role=make_role(session, name),
        Runtime="python3.13",
        Handler="code.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=30,
    )["FunctionArn"]
