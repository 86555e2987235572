"""What every repository in DynamoDB has: a table, and what is stamped on what it writes there."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tasklake.models import utc_now
from tasklake.versions import Writing

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class DynamoDBStore:
    def __init__(
        self,
        client: "DynamoDBClient",
        table_name: str,
        clock: Callable[[], datetime] = utc_now,
        generation: int = 0,
    ) -> None:
        """Take the clock of what is written, and the generation that is stamped on it: `Revision` has what it is."""
        self._client = client
        self._table_name = table_name
        self._clock = clock
        self._generation = generation

    def _writing(self, request_id: str) -> Writing:
        return Writing(now=self._clock(), generation=self._generation, request_id=request_id)
