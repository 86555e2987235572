"""The lake's maintenance in the course of a demo."""

from collections.abc import Sequence

from rich.progress import Progress

from tasklake_devkit.activity.errors import MaintenanceError
from tasklake_lake.windows import Windows
from tasklake_operations.athena import Lake
from tasklake_operations.lake_maintenance import StatementRun, plan, run_statement


def maintain(lake: Lake, windows: Windows, progress: Progress, description: str) -> Sequence[StatementRun]:
    """Run every statement once, as `tasklake lake maintain` does.

    Args:
        lake: The lake.
        windows: How far back the statements look.
        progress: Shows how many have run.
        description: What it calls them.

    Raises:
        MaintenanceError: A statement failed.
    """
    parameters = windows.parameters()
    runs = [
        run_statement(lake, statement.name, statement.rendered(parameters))
        for statement in progress.track(plan(), description=description)
    ]
    if failures := [f"{run.name}: {run.failure}" for run in runs if run.failure is not None]:
        raise MaintenanceError("\n  ".join(["The maintenance failed.", *failures]))
    return runs
