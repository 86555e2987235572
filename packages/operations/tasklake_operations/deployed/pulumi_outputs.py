"""What a deployed stack exports, as its Pulumi backend knows it."""

import json
import subprocess
from typing import Final

from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import StackOutputs

LONGEST_SECONDS: Final = 120


class PulumiError(OperationError):
    """The outputs of a stack cannot be had; the message says why, in Pulumi's words where they are its own."""


class PulumiMissingError(PulumiError):
    """There is no `pulumi` on PATH."""


class PulumiLoginError(PulumiError):
    """Pulumi has no credentials for its backend."""


class UnknownStackError(PulumiError):
    """Pulumi's backend has no stack of that name."""


def stack_outputs(stack: str) -> StackOutputs:
    """Return the outputs of a stack by `pulumi stack output --json`.

    Raises:
        PulumiMissingError: There is no Pulumi CLI.
        PulumiLoginError: It is not logged in.
        UnknownStackError: There is no such stack.
        PulumiError: It failed for another reason.
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
        raise PulumiMissingError(
            f"Stack {stack} is read with the Pulumi CLI, and there is no `pulumi` on PATH. "
            "Install it (https://www.pulumi.com/docs/install), or leave --stack out to ask the local system."
        ) from None
    except subprocess.TimeoutExpired:
        raise PulumiError(
            f"`pulumi stack output` gave no answer for stack {stack} in {LONGEST_SECONDS} s."
        ) from None
    except subprocess.CalledProcessError as failed:
        raise refusal(stack, str(failed.stderr).strip()) from None
    try:
        outputs = json.loads(completed.stdout)
    except ValueError as error:
        raise PulumiError(f"`pulumi stack output` gave no JSON for stack {stack}: {error}") from error
    return StackOutputs.of(outputs)


def refusal(stack: str, complaint: str) -> PulumiError:
    """Return the error that stands for what the CLI complains of."""
    if "no stack named" in complaint:
        return UnknownStackError(
            f"There is no stack {stack}. `pulumi stack ls` lists those there are; `pulumi up -s {stack}` makes it."
        )
    if "pulumi login" in complaint or "PULUMI_ACCESS_TOKEN" in complaint:
        return PulumiLoginError(f"Pulumi is not logged in; run `pulumi login`. It says: {complaint}")
    return PulumiError(f"`pulumi stack output` failed for stack {stack}: {complaint}")
