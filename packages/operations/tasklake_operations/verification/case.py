"""One item, as two looks saw it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from tasklake.models import Task, User
from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.entities import TABLE, Entity
from tasklake_operations.verification.looks import SNAPSHOT, Look, Position, Row, by_position, position
from tasklake_operations.verification.moments import Moments


@dataclass(frozen=True, slots=True)
class Case:
    """An item and the two looks at it.

    Attributes:
        entity: The kind of item.
        id: The item.
        first: The first look.
        second: The last one, and so what a repair begins with.
        moments: What rows are judged by.
    """

    entity: Entity
    id: str
    first: Look
    second: Look
    moments: Moments

    @property
    def item(self) -> Task | User | None:
        """The item as the table had it last, without what is personal; its times are UTC without a zone."""
        return None if self.second.item is None else self.entity.item_of(self.second.item)

    def place(self, row: Row, item: Row) -> Position:
        """Return where a row is beside an item: the generation of a snapshot may be higher than the item's own."""
        place = position(row)
        known = by_position((*self.second.states, *self.second.history, *self.second.raw)).get(place)
        if known is not None and known["op"] == SNAPSHOT and place.created_at == item["created_at"]:
            return place._replace(generation=min(place.generation, item["generation"]))
        return place

    def difference(
        self,
        kind: Kind,
        relation: str,
        row: Row | None,
        *,
        item: Row | None = None,
        columns: tuple[str, ...] = (),
    ) -> Difference:
        """Return a difference of a row of the lake, of an item that the table has, or of the two."""
        return Difference(
            kind=kind,
            entity=self.entity.name,
            id=self.id,
            relation=relation,
            created_at=(row or item or {}).get("created_at"),
            table_version=None if item is None else item["version"],
            lake_version=None if row is None else row["version"],
            columns=columns,
        )

    def differences_by_life(
        self, kind: Kind, relation: str, places: Iterable[Position]
    ) -> Iterator[Difference]:
        """Yield a difference for each life that has any of these changes."""
        runs = ((place, range(place.version, place.version + 1)) for place in sorted(places))
        return self.runs_by_life(kind, relation, runs)

    def runs_by_life(
        self, kind: Kind, relation: str, runs: Iterable[tuple[Position, range]]
    ) -> Iterator[Difference]:
        by_life = sorted(
            ((place.created_at, run) for place, run in runs), key=lambda each: (each[0], each[1].start)
        )
        for created_at, group in groupby(by_life, itemgetter(0)):
            yield Difference(
                kind=kind,
                entity=self.entity.name,
                id=self.id,
                relation=relation,
                created_at=created_at,
                versions=joined(run for _, run in group),
            )


def joined(runs: Iterable[range]) -> tuple[range, ...]:
    """Return runs in their order, those that touch as one."""
    found: list[range] = []
    for run in runs:
        if found and run.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, run.stop))
        else:
            found.append(run)
    return tuple(found)


def cases(rows: Iterable[Row], entity: Entity, moments: Moments, *, looks: tuple[int, int]) -> Iterator[Case]:
    """Yield a case for each item.

    Args:
        rows: In the order of their keys; each says which `look` saw it and in which `relation`.
        entity: The kind of item.
        moments: What rows are judged by.
        looks: The looks to judge by; the same one twice judges as if nothing changed after it.
    """
    for item_id, group in groupby(rows, itemgetter(entity.key)):
        seen = list(group)
        first, second = (look_of([row for row in seen if row["look"] == look], entity) for look in looks)
        yield Case(entity, item_id, first, second, moments)


def look_of(rows: Iterable[Row], entity: Entity) -> Look:
    lake: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        relation = row["relation"]
        lake[relation].append({name: row[name] for name in entity.columns_of(relation)})
    item = next(iter(lake.pop(TABLE, ())), None)
    return Look(entity, lake, item)
