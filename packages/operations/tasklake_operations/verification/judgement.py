"""What is wrong with one item, judged by two looks at it.

The lake is read before the table in each look, and the second look begins when the lake has had time to show whatever
the table held in the first. So a writer causes no difference: what the table held in the first look must be in the
lake by the second, and what it held later is not judged. An item that changes all the time is judged by what it was.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.entities import Entity
from tasklake_operations.verification.looks import ItemVersion, Look, Position
from tasklake_operations.verification.version_gaps import lives, version_gaps


@dataclass(frozen=True, slots=True)
class Case:
    """An item and the two looks at it."""

    entity: Entity
    id: str
    first: Look
    second: Look

    def differences(self) -> Iterator[Difference]:
        """Yield what is wrong and is not the doing of a writer that the lake still has to follow."""
        yield from self._existence()
        yield from self._alterations()
        yield from self._doubles()
        yield from self._gaps()

    def _existence(self) -> Iterator[Difference]:
        """Yield how the view of existing items differs from the table, if it does."""
        view = self.entity.view
        before, item, row = self.first.item, self.second.item, self.second.row(view)
        if before is None:
            # It was gone before the table was read, so the lake must know by now; another life is another matter.
            was = self.first.row(view)
            if item is None and row and was and row.created_at == was.created_at:
                yield self._difference(Kind.RESURRECTED, view, row.created_at, lake_version=row.version)
        elif item is None or item.created_at != before.created_at:
            return
        elif row is None:
            yield self._difference(Kind.MISSING, view, item.created_at, table_version=item.version)
        elif row.position < before.position or row.position > item.position:
            yield self._difference(
                Kind.STALE if row.position < before.position else Kind.AHEAD,
                view,
                item.created_at,
                table_version=item.version,
                lake_version=row.version,
            )

    def _alterations(self) -> Iterator[Difference]:
        """Yield each row that differs from its origin; a version has the same values wherever it is, whenever it is seen."""
        entity = self.entity
        origins = self._origins()
        altered = [
            difference
            for table in (entity.events.name, entity.history.name, entity.states.name)
            for difference in self._altered(table, origins)
        ]
        # The view repeats what is wrong with the tables.
        yield from dict.fromkeys(altered or self._altered(entity.view, origins))

    def _origins(self) -> Mapping[Position, ItemVersion]:
        """Return each version from the item itself, or else from the table of the lake that is closest to it."""
        entity = self.entity
        tables = (entity.states.name, entity.history.name, entity.events.name)
        origins = {row.position: row for table in tables for row in self.second.rows(table)}
        if self.first.item is not None:
            origins[self.first.item.position] = self.first.item
        return origins

    def _altered(self, relation: str, origins: Mapping[Position, ItemVersion]) -> Iterator[Difference]:
        for row in self.second.rows(relation):
            origin = origins.get(row.position, row)
            if columns := origin.differing_columns(row):
                yield self._difference(
                    Kind.ALTERED,
                    relation,
                    row.created_at,
                    table_version=row.version if origin is self.first.item else None,
                    lake_version=row.version,
                    columns=columns,
                )

    def _doubles(self) -> Iterator[Difference]:
        history, states = self.entity.history.name, self.entity.states.name
        first, second = (Counter(row.position for row in look.rows(history)) for look in self._looks)
        for (created_at, version), copies in sorted((first & second).items()):
            if copies > 1:
                runs = (range(version, version + 1),)
                yield self._difference(Kind.DOUBLED, history, created_at, versions=runs)
        if all(len(look.rows(states)) > 1 for look in self._looks):
            created_at, version = max(row.position for row in self.second.rows(states))
            yield self._difference(Kind.DOUBLED, states, created_at, lake_version=version)

    def _gaps(self) -> Iterator[Difference]:
        first, second = (lives(look, self.entity) for look in self._looks)
        for created_at in sorted(first.keys() & second.keys()):
            seen = first[created_at].versions | second[created_at].versions
            last = min(first[created_at].last, second[created_at].last)
            if missing := version_gaps(seen, last):
                yield self._difference(Kind.GAP, self.entity.history.name, created_at, versions=missing)

    @property
    def _looks(self) -> tuple[Look, Look]:
        return self.first, self.second

    def _difference(
        self,
        kind: Kind,
        relation: str,
        created_at: datetime,
        *,
        table_version: int | None = None,
        lake_version: int | None = None,
        versions: tuple[range, ...] = (),
        columns: tuple[str, ...] = (),
    ) -> Difference:
        return Difference(
            kind=kind,
            entity=self.entity.name,
            id=self.id,
            relation=relation,
            created_at=created_at,
            table_version=table_version,
            lake_version=lake_version,
            versions=versions,
            columns=columns,
        )
