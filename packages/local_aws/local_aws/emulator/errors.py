"""Why the emulator cannot run as asked.

EmulatorError
    PortInUseError
    StateInUseError
    UncleanStopError
    EmulatorStartError
    EmulatorDiedError
"""

from local_aws.errors import LocalAwsError, StateError


class EmulatorError(LocalAwsError):
    """The emulator cannot run as asked."""


class PortInUseError(EmulatorError):
    """Another server listens on the port."""


class StateInUseError(EmulatorError):
    """Another emulator runs on the state folder."""


class UncleanStopError(EmulatorError, StateError):
    """An emulator ended before it saved its state."""


class EmulatorStartError(EmulatorError):
    """The emulator's process ended early, or was not ready in time."""


class EmulatorDiedError(EmulatorError):
    """The emulator ended by itself."""
