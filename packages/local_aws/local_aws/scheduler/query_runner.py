"""Runs of schedules, each at most once."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.errors import LocalAwsError
from local_aws.lake_sql import LakeSql
from local_aws.scheduler.query_access import check_query_access
from local_aws.scheduler.schedule import Schedule, utc_text

if TYPE_CHECKING:
    from types_boto3_iam import IAMClient

_log = logging.getLogger(__name__)


class QueryRunner:
    """Starts the queries of schedules in the local engine, in place of Athena."""

    def __init__(self, iam: "IAMClient", lake_sql: Callable[[str], LakeSql]) -> None:
        """Take what is needed for a run.

        Args:
            iam: Asked whether a schedule's role may start its query.
            lake_sql: Returns the engine over a Glue database.
        """
        self._iam = iam
        self._lake_sql = lake_sql
        self._tokens: set[str] = set()

    def run(self, schedule: Schedule, scheduled_time: datetime) -> None:
        """Run a schedule's query to its end; a failure is logged, and is over with that.

        As in Athena, a token that was seen before starts nothing.
        """
        query = schedule.invocation(scheduled_time)
        if query.token in self._tokens:
            _log.info("%s was started before by the token %s", schedule.name, query.token)
            return
        self._tokens.add(query.token)
        try:
            check_query_access(self._iam, role_arn=schedule.role_arn, workgroup=query.workgroup)
            rows = self._lake_sql(query.database).execute(query.sql)
        except (LocalAwsError, BotoCoreError, ClientError) as error:
            _log.error("%s, due at %s, failed: %s", schedule.name, utc_text(scheduled_time), error)
        else:
            _log.info("%s, due at %s, changed %s", schedule.name, utc_text(scheduled_time), rows)
