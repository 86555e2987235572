"""Stream records as an event source mapping delivers them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from tasklake import keys

type Json = bool | float | str | list[Json] | dict[str, Json] | None


class NotAStreamRecordError(ValueError):
    """No event source mapping on a DynamoDB stream has delivered this."""


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """One change of the table.

    Attributes:
        body: The record, as it stands in a function's event.
        created_at: When the change was made, UTC.
        user_id: Whose item it is; None for an item outside every user's partition.
    """

    body: Mapping[str, Json]
    created_at: datetime
    user_id: str | None

    @classmethod
    def of(cls, value: Json) -> Self:
        """Return a record from its JSON.

        Raises:
            NotAStreamRecordError: It is none.
        """
        match value:
            case {
                "eventID": str(),
                "dynamodb": {"ApproximateCreationDateTime": int() | float() as seconds, "Keys": dict(key)},
            }:
                try:
                    created_at = datetime.fromtimestamp(seconds, UTC)
                except (ValueError, OverflowError, OSError):
                    raise NotAStreamRecordError from None
                return cls(value, created_at, user_of(key))
            case _:
                raise NotAStreamRecordError

    @property
    def is_delete(self) -> bool:
        return self.body.get("eventName") == "REMOVE"

    @property
    def digest(self) -> str:
        """Names the record, wherever it lies."""
        return hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).hexdigest()


def user_of(key: Mapping[str, Json]) -> str | None:
    match key.get(keys.PARTITION_KEY):
        case {"S": str(partition)} if partition.startswith(keys.USER_PREFIX):
            return keys.user_id_of(partition)
        case _:
            return None
