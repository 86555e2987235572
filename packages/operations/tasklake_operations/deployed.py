"""A stack that is deployed in an AWS account: what it exports, and clients that act for the operator in its region."""

import json
import subprocess
from typing import Final

import boto3
from botocore.config import Config
from botocore.session import get_session

from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.clients import Clients
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import StackError, StackOutputs, stack_config

LONGEST_SECONDS: Final = 120
REGION: Final = "aws:region"
# A function is invoked until its end, for a minute at the most.
CONFIG: Final = Config(retries={"mode": "standard", "total_max_attempts": 5}, read_timeout=90)


class PulumiError(OperationError):
    """The outputs of a stack cannot be had; the message says why, in Pulumi's words where they are its own."""


def stack_outputs(stack: str) -> StackOutputs:
    """Return the outputs of a stack by `pulumi stack output --json`.

    Raises:
        PulumiError: There is no Pulumi CLI, it is not logged in, knows no such stack, or failed for another reason.
        StackError: The stack lacks an output.
    """
    try:
        # PATH decides which pulumi it is, as in the operator's own shell.
        completed = subprocess.run(  # noqa: S603  # no shell; the stack's name is one argument
            ["pulumi", "stack", "output", "--json", "--non-interactive", f"--stack={stack}"],  # noqa: S607  # see above
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
            timeout=LONGEST_SECONDS,
        )
    except FileNotFoundError:
        raise PulumiError(
            f"Stack {stack} is read with the Pulumi CLI, and there is no `pulumi` on PATH. "
            "Install it (https://www.pulumi.com/docs/install), or leave --stack out to ask the local system."
        ) from None
    except subprocess.TimeoutExpired:
        raise PulumiError(
            f"`pulumi stack output` gave no answer for stack {stack} in {LONGEST_SECONDS} s."
        ) from None
    except subprocess.CalledProcessError as failed:
        raise PulumiError(refusal(stack, str(failed.stderr).strip())) from None
    try:
        outputs = json.loads(completed.stdout)
    except ValueError as error:
        raise PulumiError(f"`pulumi stack output` gave no JSON for stack {stack}: {error}") from error
    return StackOutputs.of(outputs)


def refusal(stack: str, complaint: str) -> str:
    """Return what to do about what the CLI complains of."""
    if "no stack named" in complaint:
        return f"There is no stack {stack}. `pulumi stack ls` lists those there are; `pulumi up -s {stack}` makes it."
    if "pulumi login" in complaint or "PULUMI_ACCESS_TOKEN" in complaint:
        return f"Pulumi is not logged in; run `pulumi login`. It says: {complaint}"
    return f"`pulumi stack output` failed for stack {stack}: {complaint}"


def stack_clients(stack: str) -> Clients:
    """Return the clients of a stack's region.

    Raises:
        StackError: Pulumi.<stack>.yaml is missing or names no region.
    """
    config = stack_config(stack)
    if REGION not in config:
        raise StackError(f"Pulumi.{stack}.yaml must name the stack's `{REGION}`.")
    return clients_in(config[REGION])


def clients_in(region: str) -> Clients:
    """Return the clients of the operator's own credentials, wherever boto3 finds them."""
    session = get_session()
    session.set_default_client_config(CONFIG)
    return boto3.Session(botocore_session=session, region_name=region)
