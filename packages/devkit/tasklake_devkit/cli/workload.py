"""Commands that put the system to work: replay, demo."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from tasklake_devkit.cli.running_system import running_system
from tasklake_devkit.running import StateFolderError
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.errors import request_failures

if TYPE_CHECKING:
    from rich.progress import Progress

    from tasklake_devkit.activity.demo import DemoSystem
    from tasklake_devkit.local_system import LocalSystem

EXAMPLE: Final = REPOSITORY / "examples" / "activity.csv.gz"
EXAMPLE_ROWS: Final = "1000"
ALL_ROWS: Final = "all"

RowsOption = Annotated[str, typer.Option(help="How many rows of the file, or 'all'.", metavar="N|all")]
ClientsOption = Annotated[int, typer.Option(help="Requests under way at once.", min=1, max=64)]


def replay(
    file: Annotated[Path, typer.Argument(help="Activity file, CSV, plain or gzip.")],
    rows: RowsOption = ALL_ROWS,
    clients: ClientsOption = 8,
) -> None:
    """Replay an activity file through the API of the running system."""
    from tasklake_devkit.activity.demo import progress_on
    from tasklake_devkit.activity.mapping import steps
    from tasklake_devkit.activity.reader import read_activity
    from tasklake_devkit.activity.replay import replay as replay_steps
    from tasklake_devkit.activity.report import print_replay
    from tasklake_operations.accounts import Accounts

    console = Console()
    plan = list(steps(read_activity(file, limit=row_limit(rows))))
    with running_system() as system, progress_on(console) as progress:
        result = replay_steps(
            plan,
            api_url=system.outputs.api_url,
            sign_up=Accounts(system.session.client("cognito-idp"), system.outputs).id_token,
            clients=clients,
            progress=progress,
        )
    print_replay(console, result)


def demo(
    file: Annotated[Path, typer.Option(help="Activity file, CSV, plain or gzip.")] = EXAMPLE,
    rows: RowsOption = EXAMPLE_ROWS,
    clients: ClientsOption = 8,
) -> None:
    """Replay activity on a fresh system of its own, hold the lake against the file and the table, and draw a report."""
    from local_aws.emulator.loopback import free_port
    from tasklake_devkit.activity.demo import run_demo
    from tasklake_devkit.activity.mapping import steps
    from tasklake_devkit.activity.reader import read_activity
    from tasklake_devkit.local_system import LocalSystem
    from tasklake_operations.cli.report import answered, write
    from tasklake_operations.report import page

    plan = list(steps(read_activity(file, limit=row_limit(rows))))
    console = Console()
    kept = StateFolder()
    with demo_folder(kept.root) as folder, request_failures():
        state = StateFolder(Path(folder))
        with LocalSystem(state, port=free_port(), report=console.print) as system:
            is_good = run_demo(plan, demo_system(system), clients=clients, console=console)
            region = system.session.client("athena").meta.region_name
            write(kept.demo_report, page(answered(system.lake, region, stack="demo")))
            system.check()
    console.print("All equal." if is_good else "[bold red]Not equal.")
    console.print(f"The report: {kept.demo_report}", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(0 if is_good else 1)


def demo_system(system: "LocalSystem") -> "DemoSystem":
    """Return what a demo needs of a local system."""
    from tasklake_devkit.activity.demo import DemoSystem
    from tasklake_devkit.activity.errors import CatchUpTimeoutError
    from tasklake_devkit.activity.event_objects import S3EventObjects
    from tasklake_devkit.activity.table_figures import scan_items
    from tasklake_operations.cli.waiting import shown_on
    from tasklake_operations.verification import Comparison, TableItems, comparing

    session, outputs = system.session, system.outputs
    dynamodb = session.client("dynamodb")
    lake = system.lake

    def catch_up() -> None:
        try:
            system.wait_until_caught_up()
        except TimeoutError as error:
            raise CatchUpTimeoutError(str(error)) from error

    def verify(progress: "Progress") -> Comparison:
        with comparing(
            TableItems(dynamodb, outputs.table_name),
            lake,
            windows=outputs.lake_windows,
            settle=catch_up,
            progress=shown_on(progress),
        ) as verification:
            return verification.run()

    return DemoSystem(
        api_url=outputs.api_url,
        sign_up=system.accounts.id_token,
        event_objects=S3EventObjects(session.client("s3"), outputs.lake_bucket),
        lake=lake,
        windows=outputs.lake_windows,
        scan=lambda: scan_items(dynamodb, outputs.table_name),
        catch_up=catch_up,
        verify=verify,
    )


def demo_folder(root: Path) -> TemporaryDirectory[str]:
    """Return a folder that goes when it is closed.

    Raises:
        StateFolderError: There cannot be one.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(prefix="demo-", dir=root)
    except OSError as error:
        raise StateFolderError(f"The state folder cannot be written: {error}") from error


def row_limit(rows: str) -> int | None:
    """Return the number of rows asked for; None for all."""
    if rows == ALL_ROWS:
        return None
    if not rows.isdecimal() or int(rows) < 1:
        raise typer.BadParameter(f"{rows!r} is neither a number of rows nor 'all'", param_hint="--rows")
    return int(rows)
