"""What is to be seen of one item in the table and in every place of the lake."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from tasklake_operations.verification.entities import Entity

type Row = Mapping[str, Any]
"""A row with every column of the relation that it is from."""

SNAPSHOT: Final = "snapshot"
DELETE: Final = "delete"
NEVER: Final = datetime.min  # noqa: DTZ901 - rows have UTC without a zone


class Position(NamedTuple):
    """What orders the changes of an item, and tells them apart; a row that lost it comes before all of them."""

    generation: int
    created_at: datetime
    version: int

    def continues(self, other: "Position") -> bool:
        """Return whether a change may follow another: a restored table goes on from an earlier one."""
        return (
            self.created_at == other.created_at
            and self.version == other.version + 1
            and self.generation >= other.generation
        )


def position(row: Row) -> Position:
    return Position(row["generation"] or 0, row["created_at"] or NEVER, row["version"] or 0)


def made_at(row: Row) -> datetime:
    return row["ingested_at"] or NEVER


@dataclass(frozen=True, slots=True)
class Look:
    """An item at one time, the lake read before the table.

    Attributes:
        entity: The kind of item.
        lake: Its rows by table or view of the lake; of the raw table those since a moment.
        item: What the table had, in the columns of the lake; None where there was none.
    """

    entity: Entity
    lake: Mapping[str, Sequence[Row]]
    item: Row | None

    @property
    def states(self) -> Sequence[Row]:
        return self.rows(self.entity.states.name)

    @property
    def history(self) -> Sequence[Row]:
        return self.rows(self.entity.history.name)

    @property
    def raw(self) -> Sequence[Row]:
        """The raw rows; of those of one change the one that holds comes last."""
        rows = sorted(self.rows(self.entity.events.name), key=lambda row: row["sequence"] or "", reverse=True)
        return sorted(rows, key=made_at)

    @property
    def told(self) -> Mapping[Position, Row]:
        """The raw row that holds of each change."""
        return by_position(self.raw)

    @property
    def changes(self) -> Mapping[Position, Row]:
        """Each change that the history or a raw row tells of, as told by the row that holds."""
        return by_position((*self.history, *self.raw))

    @property
    def view(self) -> Row | None:
        """The row of the view of existing items, which has no second one."""
        return next(iter(self.rows(self.entity.view)), None)

    def rows(self, relation: str) -> Sequence[Row]:
        return self.lake.get(relation, ())


def by_position(rows: Iterable[Row]) -> Mapping[Position, Row]:
    return {position(row): row for row in rows}
