"""What can go wrong with the schedules.

SchedulerError
    UnsupportedScheduleError    raised before any runs
    SchedulesStoppedError       how their owner hears that they stopped
"""

from local_aws.errors import LocalAwsError


class SchedulerError(LocalAwsError):
    """Anything that the schedules cannot do."""


class UnsupportedScheduleError(SchedulerError):
    """A schedule is not one EventBridge Scheduler accepts, or not one that is followed here."""


class SchedulesStoppedError(SchedulerError):
    """The schedules stopped by themselves; the cause says why."""
