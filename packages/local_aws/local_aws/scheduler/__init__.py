"""Schedules that start queries in Athena, as EventBridge Scheduler starts them.

The emulator keeps schedules, and drops those whose target is Athena. So these are run here, from nothing but their
description in the Scheduler API, each as its own role.
"""

from local_aws.scheduler.errors import SchedulerError, SchedulesStoppedError, UnsupportedScheduleError
from local_aws.scheduler.maintenance_schedules import MaintenanceSchedules

__all__ = ["MaintenanceSchedules", "SchedulerError", "SchedulesStoppedError", "UnsupportedScheduleError"]
