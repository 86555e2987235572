"""What two looks saw, put together item by item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from tasklake_operations.verification.entities import TABLE, Entity
from tasklake_operations.verification.judgement import Case
from tasklake_operations.verification.looks import ItemVersion, Look

type SeenRow = Mapping[str, Any]

NEVER: Final = datetime.min  # noqa: DTZ901 - rows have UTC without a zone


def cases(rows: Iterable[SeenRow], entity: Entity, *, looks: tuple[int, int]) -> Iterator[Case]:
    """Yield a case for each item.

    Args:
        rows: In the order of their keys; each says which `look` saw it and in which `relation`.
        entity: The kind of item.
        looks: The looks to judge by; the same one twice judges as if nothing changed after it.
    """
    for item_id, group in groupby(rows, itemgetter(entity.key)):
        seen = list(group)
        first, second = (look_of([row for row in seen if row["look"] == look], entity) for look in looks)
        yield Case(entity, item_id, first, second)


def look_of(rows: Iterable[SeenRow], entity: Entity) -> Look:
    lake: defaultdict[str, list[ItemVersion]] = defaultdict(list)
    for row in rows:
        values = {name: row[name] for name in entity.columns}
        # A row that lost its place among the changes comes before all of them.
        version = ItemVersion(
            row["created_at"] or NEVER, row["version"] or 0, values, is_delete=row["is_delete"]
        )
        lake[row["relation"]].append(version)
    item = next(iter(lake.pop(TABLE, ())), None)
    return Look(lake, item)
