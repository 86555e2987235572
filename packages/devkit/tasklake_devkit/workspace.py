"""Where the checkout keeps the program, and where the local system keeps its state."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tasklake_operations.checkout import REPOSITORY

PROGRAM: Final = REPOSITORY / "infrastructure"

STATE_VARIABLE: Final = "TASKLAKE_STATE"
"""Environment variable that names another folder for the local system."""


def default_root() -> Path:
    return Path(os.environ.get(STATE_VARIABLE) or REPOSITORY / ".tasklake")


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The files of one local system; what has to vanish together lies in `emulator`."""

    root: Path = field(default_factory=default_root)

    @property
    def emulator(self) -> Path:
        return self.root / "emulator"

    @property
    def outputs(self) -> Path:
        return self.root / "outputs.json"

    @property
    def run(self) -> Path:
        return self.root / "run.json"

    @property
    def demo_report(self) -> Path:
        return self.root / "demo-report.html"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def logs(self) -> Path:
        return self.root / "logs"
