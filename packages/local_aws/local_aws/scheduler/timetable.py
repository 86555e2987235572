"""Schedules run one after another as they fall due."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from local_aws.event_source_mapping.clock import Clock
from local_aws.scheduler.schedule import Schedule

LONGEST_PAUSE_SECONDS: Final = 30
"""A pause does not notice that the machine slept meanwhile, the clock does."""


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
