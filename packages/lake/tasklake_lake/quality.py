"""What each scheduled comparison of table and lake came to: one small object a run, with a row for each kind of item."""

from dataclasses import dataclass
from typing import Final

from tasklake_lake.columns import Column, ColumnType

QUALITY_PREFIX: Final = "quality"
"""Folder of the results in the lake bucket."""


@dataclass(frozen=True, slots=True)
class QualityTable:
    """A table without partitions: a run a day makes a few hundred tiny objects before the oldest ones expire.

    Attributes:
        name: The Glue table.
        columns: All columns of the files, in their order.
        comment: What the table is, for the analysts' dictionary.
    """

    name: str
    columns: tuple[Column, ...]
    comment: str


LAKE_QUALITY: Final = QualityTable(
    name="lake_quality",
    columns=(
        Column("checked_at", ColumnType.TIMESTAMP, "When the comparison began, UTC."),
        Column("entity", ColumnType.STRING, "Kind of item: task or user."),
        Column("table_items", ColumnType.LONG, "Items in the DynamoDB table."),
        Column("lake_rows", ColumnType.LONG, "Items in the view of those that exist."),
        Column(
            "changes", ColumnType.LONG, "Changes in the lake; one that is merged and still raw counts once."
        ),
        Column("differences", ColumnType.LONG, "Differences between table and lake; 0 where they agree."),
        Column(
            "kinds",
            ColumnType.STRING,
            "The differences by kind, like missing 2, stale 1; null where there are none.",
        ),
        Column("seconds", ColumnType.DOUBLE, "What the run took for all kinds of item, without the wait."),
        Column(
            "waited_seconds",
            ColumnType.DOUBLE,
            "What it waited for changes on their way; 0 where nothing differed at first.",
        ),
    ),
    comment="Whether table and lake agreed: a row for each kind of item and each scheduled comparison. "
    "It counts differences and names no item.",
)
