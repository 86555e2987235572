"""The schedules of the local account that start queries in Athena, running."""

import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from local_aws.event_source_mapping.clock import Clock
from local_aws.event_source_mapping.thread_group import ThreadGroup
from local_aws.scheduler.errors import SchedulesStoppedError
from local_aws.scheduler.query_runner import QueryRunner
from local_aws.scheduler.schedule import TARGET_ARN, Schedule
from local_aws.sessions import EmulatorSession

STOP_SECONDS: Final = 60
LONGEST_PAUSE_SECONDS: Final = 30
"""A pause does not notice that the machine slept meanwhile, the clock does."""


class MaintenanceSchedules:
    """Runs the schedules in a thread of its own while the context is open.

    They are read when the context is entered; one that is changed later is followed from the next time on.
    """

    def __init__(
        self,
        session: EmulatorSession,
        *,
        log_file: Path,
        clock: Clock | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            session: The emulator's root.
            log_file: Gets a line for each run, with the reason where it failed.
            clock: The time by which schedules are due; the system's where None.
        """
        self._session = session
        self._runner = QueryRunner(session)
        self._log_file = log_file
        self._threads = ThreadGroup("schedules")
        self._clock = clock or self._threads.clock
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        """Begin.

        Raises:
            UnsupportedScheduleError: A schedule cannot be followed here.
        """
        schedules = list(account_schedules(self._session))
        self._exit.enter_context(logging_to(self._log_file))
        self._exit.callback(self._threads.stop, STOP_SECONDS)
        self._threads.start("athena", lambda: follow(schedules, self._runner.run, self._clock))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; return when the run under way is over.

        Raises:
            TimeoutError: It is not over in time.
            SchedulesStoppedError: They stopped by themselves.
        """
        self._exit.close()
        if error is None:
            self.raise_error()

    def raise_error(self) -> None:
        """Return while they run, and after their owner stopped them.

        Raises:
            SchedulesStoppedError: They stopped by themselves.
        """
        if self._threads.error:
            raise SchedulesStoppedError(
                f"The maintenance schedules stopped: {self._threads.error}"
            ) from self._threads.error


def account_schedules(session: EmulatorSession) -> Iterator[Schedule]:
    """Yield the enabled schedules of the account that start queries in Athena; the emulator runs all others itself.

    Raises:
        UnsupportedScheduleError: One cannot be followed here.
    """
    scheduler = session.client("scheduler")
    for page in scheduler.get_paginator("list_schedules").paginate(State="ENABLED"):
        for listed in page["Schedules"]:
            if listed.get("Target", {}).get("Arn") == TARGET_ARN:
                name, group = listed.get("Name", ""), listed.get("GroupName", "")
                yield Schedule.from_api(scheduler.get_schedule(GroupName=group, Name=name))


def follow(schedules: Iterable[Schedule], run: Callable[[Schedule, datetime], None], clock: Clock) -> None:
    """Run schedules when they are due, until the clock stops.

    What fell due before the call is not run. Of what a schedule missed since, while it ran or the machine slept, one
    run is.

    Args:
        schedules: What to follow.
        run: Runs a schedule, given the time at which it was due.
        clock: The time.
    """
    started = now(clock)
    due = {schedule.name: (schedule.expression.next_after(started), schedule) for schedule in schedules}
    while not clock.stopping:
        for name, (when, schedule) in sorted(due.items(), key=lambda item: item[1][0]):
            if when <= now(clock) and not clock.stopping:
                run(schedule, when)
                due[name] = (schedule.expression.next_after(now(clock)), schedule)
        waits = [(when - now(clock)).total_seconds() for when, _ in due.values()]
        clock.pause(max(0, min([LONGEST_PAUSE_SECONDS, *waits])))


def now(clock: Clock) -> datetime:
    return datetime.fromtimestamp(clock.now(), UTC)


@contextmanager
def logging_to(file: Path) -> Generator[None]:
    """Write what the schedules log to a file, which is made for the first line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logger = logging.getLogger("local_aws.scheduler")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()
