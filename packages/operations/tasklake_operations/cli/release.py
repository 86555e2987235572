"""The command that makes a version of the API live: release."""

import time
from functools import partial
from typing import Annotated, Final

import typer

from tasklake_operations.cli.waiting import waiting
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import project_name, stack_config

ROLLOUT: Final = "api_rollout"
SECONDS_BETWEEN: Final = 10


class NoVersionsError(OperationError):
    """The stack's API is replaced in place."""

    def __init__(self, stack: str) -> None:
        super().__init__(
            f"{stack} replaces the API in place, so there is no version to go back to: check out the commit before and "
            f"run `pulumi up -s {stack}`, or set {ROLLOUT} to versions or canary for the next time."
        )


def release(
    *,
    stack: Annotated[str, typer.Option("--stack", help="Deployed stack to work on.", metavar="NAME")],
    at_once: Annotated[
        bool, typer.Option("--at-once", help="All requests now, whatever the alarms say.")
    ] = False,
    back: Annotated[
        bool, typer.Option("--back", help="Take back what is under way, else go to the version before.")
    ] = False,
) -> None:
    """Make the newest version of the API live, which `pulumi up` has published.

    With the setting `api_rollout` at `canary` a tenth of the requests goes there for half an hour, then all; an alarm
    takes it back, and so does `--back`. It goes on in AWS where this command is interrupted; run it again to watch.

    Exits with 1 if the release was taken back.
    """
    if at_once and back:
        raise typer.BadParameter("--at-once and --back exclude each other.")
    from tasklake_operations.deployed import stack_clients, stack_outputs
    from tasklake_operations.errors import request_failures
    from tasklake_operations.release import Deployments, Release

    project = project_name()
    rollout = stack_config(stack).get(f"{project}:{ROLLOUT}", "in_place")
    if rollout == "in_place":
        if back:
            raise NoVersionsError(stack)
        typer.echo(f"`pulumi up` has released it: {ROLLOUT} is {rollout}.")
        return
    name = stack_outputs(stack).api_function_name
    with request_failures("AWS"), waiting("Moving requests to another version"):
        clients = stack_clients(stack)
        deployments = Deployments(
            clients.client("codedeploy"), f"{project}-{stack}", partial(time.sleep, SECONDS_BETWEEN)
        )
        ours = Release(clients.client("lambda"), name, deployments if rollout == "canary" else None)
        live = ours.back() if back else ours.forward(at_once=at_once)
    typer.echo(f"Version {live} is live.")
