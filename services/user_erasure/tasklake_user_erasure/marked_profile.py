"""The profiles that the change stream brings, each marked as being erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypedDict

from tasklake import keys
from tasklake.attributes import text
from tasklake.items import revision_of
from tasklake.models import Revision

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue


class StreamRecord(TypedDict):
    """The part of a change that the function reads (DynamoDB API Reference, "StreamRecord")."""

    NewImage: "Mapping[str, AttributeValue]"


class Record(TypedDict):
    dynamodb: StreamRecord


class StreamEvent(TypedDict):
    Records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class MarkedProfile:
    """A user to erase, and the revision of the profile that says so."""

    user_id: str
    revision: Revision

    @classmethod
    def of(cls, record: Record) -> Self:
        """Return what a record says; the event source mapping lets no other kind through.

        Raises:
            KeyError: The new image lacks an attribute.
            ValueError: The item is not in the partition of a user.
        """
        image = record["dynamodb"]["NewImage"]
        return cls(keys.user_id_of(text(image, keys.PARTITION_KEY)), revision_of(image))
