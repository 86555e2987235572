"""The local AWS emulator, ministack, as a child process."""

from local_aws.emulator.errors import (
    EmulatorDiedError,
    EmulatorError,
    EmulatorStartError,
    PortInUseError,
    StateInUseError,
    UncleanStopError,
)
from local_aws.emulator.server import Emulator

__all__ = [
    "Emulator",
    "EmulatorDiedError",
    "EmulatorError",
    "EmulatorStartError",
    "PortInUseError",
    "StateInUseError",
    "UncleanStopError",
]
