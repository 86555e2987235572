"""What a request consumes of the table's capacity."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from botocore.model import OperationModel

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

READS: Final = ("GetItem", "Query", "TransactGetItems")
SEVERAL_TABLES: Final = frozenset({"BatchWriteItem", "TransactGetItems", "TransactWriteItems"})
WRITES: Final = ("UpdateItem", "BatchWriteItem", "TransactWriteItems")


class ConsumedCapacity:
    """Adds up the units that DynamoDB reports, those of indexes included.

    It reports none for what it refuses, such as a write whose condition fails, although that consumes units too.
    """

    def __init__(self) -> None:
        self._read = 0.0
        self._write = 0.0

    def measure(self, client: "DynamoDBClient") -> None:
        """Ask for the units of every request of a client from now on, and count them."""
        for operation in (*READS, *WRITES):
            client.meta.events.register(f"before-parameter-build.dynamodb.{operation}", ask)
            client.meta.events.register(f"after-call.dynamodb.{operation}", self._count)

    def take(self) -> tuple[float, float]:
        """Return the read and write units since the last time."""
        taken = self._read, self._write
        self._read = self._write = 0.0
        return taken

    # Any: what botocore makes of a response is typed nowhere.
    def _count(self, parsed: Mapping[str, Any], model: OperationModel, **_: object) -> None:
        reported = parsed.get("ConsumedCapacity")
        if reported is None:
            return
        tables: Sequence[Mapping[str, float]] = reported if model.name in SEVERAL_TABLES else [reported]
        units = sum(table["CapacityUnits"] for table in tables)
        if model.name in READS:
            self._read += units
        else:
            self._write += units


def ask(params: dict[str, object], **_: object) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"
