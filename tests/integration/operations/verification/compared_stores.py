"""A table and a lake that say the same, until a test sees to it that they do not."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tasklake.items import item_from_task, item_from_user
from tasklake.models import Task
from tasklake_operations.verification import Comparison, TableItems, Verification, comparing
from tests.integration.lake.event_history import Change, EventHistory
from tests.integration.lake.realized_lake import WINDOWS, Lake

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_dynamodb import DynamoDBClient


def nothing_is_on_its_way() -> None:
    """Settle a lake that nobody writes to."""


@dataclass(slots=True)
class ComparedStores:
    """Both stores of one test.

    Attributes:
        lake: The lake.
        table_name: The table.
        history: What was written to the table.
    """

    lake: Lake
    table_name: str
    history: EventHistory = field(default_factory=EventHistory)

    @property
    def dynamodb(self) -> "DynamoDBClient":
        return self.lake.session.client("dynamodb")

    def store(self) -> None:
        """Put into the table what exists at the end of the history."""
        for item in self.history.items.values():
            stored = item_from_task(item) if isinstance(item, Task) else item_from_user(item)
            self.dynamodb.put_item(TableName=self.table_name, Item=stored)

    def changes_until(self, moment: datetime) -> list[Change]:
        return [made for made in self.history.changes if made.at < moment]

    def run(self, sql: str) -> None:
        self.lake.sql.execute(sql)

    def compare(
        self, settle: "Callable[[], None]" = nothing_is_on_its_way, since: date | None = None
    ) -> Comparison:
        with self.comparing(settle, since) as verification:
            return verification.run()

    def comparing(
        self, settle: "Callable[[], None]" = nothing_is_on_its_way, since: date | None = None
    ) -> AbstractContextManager[Verification]:
        """Begin no comparison yet; what it finds is there until the block ends."""
        return comparing(
            TableItems(self.dynamodb, self.table_name),
            self.lake.sql,
            windows=WINDOWS,
            settle=settle,
            progress=lambda _description, _total: lambda _done: None,
            since=since,
        )


def named(comparison: Comparison) -> list[tuple[Any, ...]]:
    """Return of each difference what is there of kind, relation, id, versions and columns."""
    return [
        tuple(
            part
            for part in (
                str(each.kind),
                each.relation,
                each.id,
                each.table_version,
                each.lake_version,
                *(f"{run[0]}-{run[-1]}" for run in each.versions),
                *each.columns,
            )
            if part is not None
        )
        for each in comparison.differences
    ]
