"""The errors that a command may end with: each says what is wrong and what to do."""

from typing import Final

from tasklake_devkit.activity import ActivityError
from tasklake_devkit.athena import SqlError
from tasklake_devkit.emulator import EmulatorError
from tasklake_devkit.event_source_mapping import EventSourceMappingError
from tasklake_devkit.local_system import EmulatorDiedError
from tasklake_devkit.realizer import RealizeError
from tasklake_devkit.running import AlreadyRunningError, NotRunningError
from tasklake_devkit.stack import StackError

EXPECTED_ERRORS: Final = (
    ActivityError,
    AlreadyRunningError,
    SqlError,
    EmulatorDiedError,
    EmulatorError,
    EventSourceMappingError,
    NotRunningError,
    RealizeError,
    StackError,
    TimeoutError,
)
