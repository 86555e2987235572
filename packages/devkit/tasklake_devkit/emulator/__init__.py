"""The local AWS emulator, ministack, as a child process."""

from tasklake_devkit.emulator.errors import (
    EmulatorError,
    EmulatorStartError,
    PortInUseError,
    StateInUseError,
    UncleanStopError,
)
from tasklake_devkit.emulator.server import Emulator

__all__ = [
    "Emulator",
    "EmulatorError",
    "EmulatorStartError",
    "PortInUseError",
    "StateInUseError",
    "UncleanStopError",
]
