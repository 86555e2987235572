"""The command `tasklake`."""

import os
import sys
from typing import Final

KEPT: Final = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONIOENCODING",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED",
    "PYTHONUTF8",
}
"""Python's variables that do not change what the command does."""


def main() -> None:
    """Run the command; packages, options and settings that the environment names for Python and pyiceberg do not count."""
    named = {name for name in os.environ if name.startswith(("PYTHON", "PYICEBERG_"))}
    if foreign := named - KEPT:
        # Anew, since they had their effect before this line.
        environment = {name: value for name, value in os.environ.items() if name not in foreign}
        os.execve(sys.executable, sys.orig_argv, environment)  # noqa: S606 - this process again
    from tasklake_operations.cli.app import main as run

    run()
