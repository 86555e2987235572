"""An emulator for tests and their scripts."""

from pathlib import Path

from local_aws.emulator import Emulator
from local_aws.emulator.loopback import free_port


def emulator_in(folder: Path) -> Emulator:
    """Return an emulator on a free port that keeps state and logs in a folder; `with` starts it."""
    return Emulator(port=free_port(), state_dir=folder / "state", logs_dir=folder / "logs")
