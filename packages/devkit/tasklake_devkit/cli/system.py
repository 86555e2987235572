"""Commands about the local system itself: up, down, reset, status, token."""

import json
import shutil
import signal
from contextlib import ExitStack
from dataclasses import asdict
from threading import Event
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from tasklake_devkit.cli.running_system import running_system
from tasklake_devkit.running import StateFolderError, exclusive_state, stop_run
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.cli.lake_access import StackOption
from tasklake_operations.cli.output import write_output
from tasklake_operations.errors import OperationError, request_failures
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_devkit.local_system import LocalSystem

DEFAULT_PORT: Final = 4566
EXAMPLE_EMAIL: Final = "ada@example.com"
CHECK_SECONDS: Final = 0.5
FIRST_ANSWER_SECONDS: Final = 60

PortOption = Annotated[int, typer.Option(help="Port of the emulator on 127.0.0.1.", min=1, max=65535)]


CLI_CLIENT: Final = "cli"
CLI_REDIRECT: Final = "http://localhost:8976/"


class NoClientError(OperationError):
    """A stack has no application for the command line."""

    def __init__(self, stack: str) -> None:
        key = f"'tasklake:app_clients.{CLI_CLIENT}.callback_urls[0]'"
        super().__init__(
            f"Stack {stack} has no application {CLI_CLIENT}. Run `pulumi config set --path {key} {CLI_REDIRECT} -s {stack}`, "
            "then `pulumi up`."
        )


class ProfileError(OperationError):
    """The profile of the example's user could not be created."""


def up(port: PortOption = DEFAULT_PORT) -> None:
    """Run the whole system in the foreground until Ctrl-C; its state is kept."""
    from tasklake_devkit.console import Console as WebConsole
    from tasklake_devkit.console.view import SystemView
    from tasklake_devkit.local_system import LocalSystem

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    with request_failures(), ExitStack() as running:
        page = running.enter_context(WebConsole(port + 1))
        console.print(f"What happens here is shown at {page.url}")
        system = running.enter_context(LocalSystem(StateFolder(), port=port, report=console.print))
        page.show(SystemView(system))
        # Until here an interrupt ends the start; from here on, and through all of the stop, one is enough.
        stop = stop_signals()
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
    with exclusive_state(state):
        if not yes:
            typer.confirm(f"Drop all local data in {state.root}?", abort=True)
        try:
            # Copies of the lake's objects lay in a folder of their own once.
            for path in (state.emulator, state.logs, state.root / "objects"):
                if path.exists():
                    shutil.rmtree(path)
            for path in (state.outputs, state.run, state.demo_report):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StateFolderError(f"Not everything could be dropped: {error}") from error
    typer.echo("The local system is empty.")


def status() -> None:
    """Tell whether the system runs, and what its stack exports."""
    from local_aws.object_count import object_count

    with running_system() as system:
        endpoint_url, outputs = system.run.endpoint_url, system.outputs
        objects = {
            "objects_in_failure_bucket": object_count(endpoint_url, outputs.failure_bucket),
            "objects_in_erasure_failure_bucket": object_count(endpoint_url, outputs.erasure_failure_bucket),
        }
    document = {
        "process": system.run.pid,
        "endpoint_url": endpoint_url,
        **asdict(outputs),
        **objects,
    }
    write_output(json.dumps(document, indent=2) + "\n")


def token(
    email: Annotated[
        str | None, typer.Option(help="Address of the local account; an unknown one is signed up.")
    ] = None,
    *,
    admin: Annotated[bool, typer.Option("--admin", help="Make the account an admin.")] = False,
    password: Annotated[
        str | None, typer.Option(help="Sets this password, to sign in with on the documentation page.")
    ] = None,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Print a fresh ID token, and nothing else.

    On a deployed stack it opens the sign-in page in your browser, for the application `cli` of the setting `app_clients`.
    """
    if stack != LOCAL_STACK:
        write_output(f"{token_by_browser(stack)}\n")
        return
    if email is None:
        raise typer.BadParameter("The local system needs an address.", param_hint="--email")
    from tasklake_operations.accounts import Accounts

    with running_system() as system:
        id_token = Accounts(system.session.client("cognito-idp"), system.outputs).id_token(
            email, admin=admin, password=password
        )
    write_output(f"{id_token}\n")


def token_by_browser(stack: str) -> str:
    import webbrowser

    from tasklake_operations.deployed import stack_outputs
    from tasklake_operations.sign_in import AppClient, signed_in

    outputs = stack_outputs(stack)
    if CLI_CLIENT not in outputs.app_client_ids:
        raise NoClientError(stack)

    def open_page(url: str) -> None:
        Console(stderr=True).print(f"Sign in at {url}", soft_wrap=True, markup=False)
        webbrowser.open(url)

    return signed_in(
        AppClient(outputs.sign_in_url, outputs.app_client_ids[CLI_CLIENT], CLI_REDIRECT), open_page
    )


def stop_signals() -> Event:
    """Return the event that the signals that ask a process to end set from now on."""
    stop = Event()

    def ask_to_stop(_signal: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    return stop


def describe_changes(console: Console, system: "LocalSystem") -> None:
    made = system.realization
    console.print(
        f"Resources: {len(made.created)} created, {len(made.updated)} updated, {len(made.unchanged)} unchanged, "
        f"{len(made.deleted)} deleted"
    )
    if made.stored_only:
        console.print(f"Stored, and without effect here: {', '.join(made.stored_only)}")


def print_first_steps(console: Console, system: "LocalSystem") -> None:
    id_token = system.accounts.id_token(EXAMPLE_EMAIL)
    create_profile(system.outputs.api_url, id_token)
    console.print(
        f"\nThe API is at {system.outputs.api_url} (try it at /docs there)\n\nCreate a task (the token lasts an hour):\n"
    )
    console.print(
        f"  curl -sS -X POST {system.outputs.api_url}/v1/tasks \\\n"
        f"    -H 'content-type: application/json' \\\n"
        f"    -H 'authorization: Bearer {id_token}' \\\n"
        """    -d '{"title": "Try Tasklake", "priority": "high"}'""",
    )
    console.print("\nand a second later, in another terminal, ask the lake:\n")
    console.print("  .venv/bin/tasklake sql 'SELECT task_id, status, priority, created_at FROM tasks'\n")
    console.print("Ctrl-C stops.")


def create_profile(api_url: str, id_token: str) -> None:
    """Create the profile of a token's user, or find it there.

    Raises:
        ProfileError: The API answered with something else, or not at all.
    """
    import urllib3

    try:
        answer = urllib3.request(
            "POST",
            f"{api_url}/v1/users",
            headers={"authorization": f"Bearer {id_token}"},
            json={"name": "Ada"},
            timeout=FIRST_ANSWER_SECONDS,
            retries=False,
        )
    except urllib3.exceptions.HTTPError as error:
        raise ProfileError(f"POST /v1/users got no answer: {error}") from error
    if answer.status not in (201, 409):
        raise ProfileError(f"POST /v1/users answered {answer.status}: {answer.data.decode(errors='replace')}")
