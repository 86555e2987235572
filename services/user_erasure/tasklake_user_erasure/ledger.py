"""The ledger of erasures, which outlives the table: a restore asks it whom to erase again."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tasklake.erasure import ledger_item
from tasklake.models import utc_now

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class Ledger(Protocol):
    def add(self, user_id: str) -> None:
        """Note that a user is erased; doing it again renews the note."""
        ...


class DynamoDBLedger:
    def __init__(
        self, client: "DynamoDBClient", table_name: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._clock = clock

    def add(self, user_id: str) -> None:
        self._client.put_item(TableName=self._table_name, Item=ledger_item(user_id, self._clock()))
