"""Runs of schedules: a query started as the schedule's role, and followed to its end."""

import logging
import time
from datetime import datetime
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.scheduler.schedule import Schedule, utc_text
from local_aws.sessions import EmulatorSession

if TYPE_CHECKING:
    from types_boto3_athena.type_defs import QueryExecutionTypeDef

_log = logging.getLogger(__name__)
_UNFINISHED: Final = ("QUEUED", "RUNNING")
_SECONDS_BETWEEN_LOOKS: Final = 0.1


class QueryRunner:
    """Starts the queries of schedules in Athena."""

    def __init__(self, session: EmulatorSession) -> None:
        """Take the emulator's root, which follows what a schedule's role may have no right to look at."""
        self._session = session
        self._roles: dict[tuple[str, str], EmulatorSession] = {}

    def run(self, schedule: Schedule, scheduled_time: datetime) -> None:
        """Run a schedule's query to its end; a failure is logged, and is over with that."""
        due = f"{schedule.name}, due at {utc_text(scheduled_time)},"
        try:
            athena = self._as_role_of(schedule).client("athena")
            started = athena.start_query_execution(**schedule.invocation(scheduled_time))["QueryExecutionId"]
            execution = self._ended(started)
        except (BotoCoreError, ClientError) as error:
            _log.error("%s failed: %s", due, error)
            return
        status, statistics = execution.get("Status", {}), execution.get("Statistics", {})
        if status.get("State") != "SUCCEEDED":
            _log.error("%s failed as query %s: %s", due, started, status.get("StateChangeReason"))
            return
        _log.info(
            "%s succeeded as query %s: %.1f s, %d bytes scanned",
            due,
            started,
            statistics.get("TotalExecutionTimeInMillis", 0) / 1000,
            statistics.get("DataScannedInBytes", 0),
        )

    def _as_role_of(self, schedule: Schedule) -> EmulatorSession:
        role = (schedule.role_arn, schedule.group_arn)
        if role not in self._roles:
            self._roles[role] = EmulatorSession(
                self._session.endpoint_url, role_arn=schedule.role_arn, source_arn=schedule.group_arn
            )
        return self._roles[role]

    def _ended(self, execution_id: str) -> "QueryExecutionTypeDef":
        athena = self._session.client("athena")
        while True:
            execution = athena.get_query_execution(QueryExecutionId=execution_id)["QueryExecution"]
            if execution.get("Status", {}).get("State") not in _UNFINISHED:
                return execution
            time.sleep(_SECONDS_BETWEEN_LOOKS)
