"""What a demo needs of the system under it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.progress import Progress

from tasklake.models import Task, User
from tasklake_devkit.activity.callers import SignUp
from tasklake_devkit.activity.freshness import EventObjects
from tasklake_lake.windows import Windows
from tasklake_operations.athena import Lake
from tasklake_operations.verification import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSystem:
    """A system that nobody else writes to.

    Attributes:
        api_url: The API, without a path.
        sign_up: Signs up actors and the admin.
        event_objects: The event objects of tasks.
        lake: The lake.
        windows: How far back the lake's statements look.
        scan: Yields all tasks and users of the table.
        catch_up: Returns when every change made before the call is in the lake.
        verify: Compares the whole table with the whole lake.
    """

    api_url: str
    sign_up: SignUp
    event_objects: EventObjects
    lake: Lake
    windows: Windows
    scan: Callable[[], Iterable[Task | User]]
    catch_up: Callable[[], None]
    verify: Callable[[Progress], Comparison]
