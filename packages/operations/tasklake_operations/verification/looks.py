"""What is to be seen of one item in the table and in every place of the lake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

type Position = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """An item as one place has it after one of its changes.

    Attributes:
        created_at: Which life of the item, UTC without a zone.
        version: Of the item in that life.
        values: By the columns of the entity.
        is_delete: Whether the change was the item's end; the values are those before it.
    """

    created_at: datetime
    version: int
    values: Mapping[str, object]
    is_delete: bool = False

    @property
    def position(self) -> Position:
        """What orders all changes of an item."""
        return self.created_at, self.version

    def differing_columns(self, other: "ItemVersion") -> tuple[str, ...]:
        columns = tuple(name for name, value in self.values.items() if value != other.values[name])
        return (*columns, "op") if self.is_delete != other.is_delete else columns


@dataclass(frozen=True, slots=True)
class Look:
    """An item at one time.

    Attributes:
        lake: Its versions in each of the lake's tables, and in the view of existing items.
        item: The item in the table, read after the lake; None where there was none.
    """

    lake: Mapping[str, Sequence[ItemVersion]]
    item: ItemVersion | None

    def rows(self, relation: str) -> Sequence[ItemVersion]:
        return self.lake.get(relation, ())

    def row(self, relation: str) -> ItemVersion | None:
        """Return the first row, as a view of existing items has no second."""
        return next(iter(self.rows(relation)), None)
