"""Commands about the local system itself: up, down, reset, status, token."""

import json
import shutil
import signal
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Event
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from tasklake_devkit.errors import DevkitError
from tasklake_devkit.running import AlreadyRunningError, NotRunningError, describe_other, find_run, stop_run
from tasklake_devkit.stack import StackOutputs
from tasklake_devkit.workspace import StateFolder

if TYPE_CHECKING:
    from tasklake_devkit.local_system import LocalSystem

DEFAULT_PORT: Final = 4566
EXAMPLE_EMAIL: Final = "ada@example.com"
CHECK_SECONDS: Final = 0.5
FIRST_ANSWER_SECONDS: Final = 60

PortOption = Annotated[int, typer.Option(help="Port of the emulator on 127.0.0.1.", min=1, max=65535)]


class ProfileError(DevkitError):
    """The profile of the example's user could not be created."""


def add_to(app: typer.Typer) -> None:
    for command in (up, down, reset, status, token):
        app.command()(command)


def up(port: PortOption = DEFAULT_PORT) -> None:
    """Run the whole system in the foreground until Ctrl-C; its state is kept."""
    from tasklake_devkit.local_system import LocalSystem

    console = Console(highlight=False, soft_wrap=True)
    with stop_signals() as stop, LocalSystem(StateFolder(), port=port, report=console.print) as system:
        describe_changes(console, system)
        print_first_steps(console, system)
        while not stop.wait(CHECK_SECONDS):
            system.check()
        console.print("Stopping and saving the state")


def down() -> None:
    """Stop the system that runs in another terminal; its state is kept."""
    run = stop_run(StateFolder())
    Console(highlight=False).print(f"Stopped process {run.pid}.")


def reset(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Drop everything the local system holds: accounts, table, lake, logs."""
    state = StateFolder()
    try:
        find_run(state)
    except NotRunningError:
        pass
    else:
        raise AlreadyRunningError(describe_other(state))
    if not yes:
        typer.confirm(f"Drop all local data in {state.root}?", abort=True)
    for path in (state.emulator, state.logs, state.object_mirror):
        shutil.rmtree(path, ignore_errors=True)
    state.outputs.unlink(missing_ok=True)
    Console(highlight=False).print("The local system is empty.")


def status() -> None:
    """Tell whether the system runs, and what its stack exports."""
    from tasklake_devkit.sessions import EmulatorSession

    state = StateFolder()
    run = find_run(state)
    outputs = StackOutputs.read(state.outputs)
    s3 = EmulatorSession(run.endpoint_url).client("s3")
    failures = s3.list_objects_v2(Bucket=outputs.failure_bucket)["KeyCount"]
    document = {"process": run.pid, "endpoint_url": run.endpoint_url, **asdict(outputs)}
    Console(highlight=False, soft_wrap=True).print_json(
        json.dumps({**document, "objects_in_failure_bucket": failures})
    )


def token(
    email: Annotated[str, typer.Option(help="Address of the account; an unknown one is signed up.")],
    *,
    admin: Annotated[bool, typer.Option("--admin", help="Make the account an admin.")] = False,
) -> None:
    """Print a fresh ID token, and nothing else."""
    from tasklake_devkit.accounts import Accounts
    from tasklake_devkit.sessions import EmulatorSession

    state = StateFolder()
    run = find_run(state)
    accounts = Accounts(EmulatorSession(run.endpoint_url), StackOutputs.read(state.outputs))
    typer.echo(accounts.id_token(email, admin=admin))


@contextmanager
def stop_signals() -> Generator[Event]:
    """Turn the signals that ask a process to end into an event; the handlers of before come back at the end."""
    stop = Event()

    def ask_to_stop(_signal: int, _frame: object) -> None:
        stop.set()

    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask_to_stop) for number in asked}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def describe_changes(console: Console, system: "LocalSystem") -> None:
    made = system.realization
    console.print(
        f"Resources: {len(made.created)} created, {len(made.updated)} updated, {len(made.unchanged)} unchanged"
    )
    for urn in made.orphans:
        console.print(f"No longer in the program, dropped by `tasklake reset` only: {urn}")


def print_first_steps(console: Console, system: "LocalSystem") -> None:
    id_token = system.accounts.id_token(EXAMPLE_EMAIL)
    create_profile(system.outputs.api_url, id_token)
    console.print(f"\nThe API is at {system.outputs.api_url}\n\nCreate a task (the token lasts an hour):\n")
    console.print(
        f"  curl -sS -X POST {system.outputs.api_url}/v1/tasks \\\n"
        f"    -H 'content-type: application/json' \\\n"
        f"    -H 'authorization: Bearer {id_token}' \\\n"
        """    -d '{"title": "Try Tasklake", "priority": "high"}'""",
        markup=False,
    )
    console.print("\nand a second later, in another terminal, ask the lake:\n")
    console.print("  .venv/bin/tasklake sql 'SELECT task_id, status, priority, created_at FROM tasks'\n")
    console.print("Ctrl-C stops.")


def create_profile(api_url: str, id_token: str) -> None:
    """Create the profile of a token's user, or find it there.

    Raises:
        ProfileError: The API answered with something else.
    """
    import urllib3

    answer = urllib3.request(
        "POST",
        f"{api_url}/v1/users",
        headers={"authorization": f"Bearer {id_token}"},
        json={"name": "Ada"},
        timeout=FIRST_ANSWER_SECONDS,
    )
    if answer.status not in (201, 409):
        raise ProfileError(f"POST /v1/users answered {answer.status}: {answer.data.decode()}")
