"""Made-up activities with the mix, skew and bursts of a real project's.

Work comes in commits: one actor changes one area at one instant, most often one row or two, now and then very
many. A few regulars and a few areas have most of it; newcomers come once. What was changed often is changed
again. One row in six creates an object, one in 26 deletes one, and a few of the deleted come back.

`python -m tasklake_devkit.activity.generator examples/activity.csv.gz` makes the example again.
"""

import csv
import gzip
import io
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Annotated, Final

import typer

from tasklake_devkit.activity.row import COLUMNS, Activity, Op

EXAMPLE_ROWS: Final = 1000
EXAMPLE_SEED: Final = 12

_START: Final = datetime(2020, 3, 2, 9, tzinfo=UTC)
_AREA_WEIGHTS: Final = [0.75**rank for rank in range(15)]
_OP_WEIGHTS: Final = {Op.UPDATE: 0.797, Op.CREATE: 0.165, Op.DELETE: 0.038}
_MEDIAN_SIZES: Final = {Op.UPDATE: 6, Op.CREATE: 28, Op.DELETE: 57}
_RETURN_SHARE: Final = 0.02
_REPEAT_SHARE: Final = 0.7
_NEWCOMER_SHARE: Final = 0.05


class _Area:
    """An area of the project and its objects."""

    def __init__(self, name: str, object_names: Iterator[str], chance: Random) -> None:
        self.name = name
        self._object_names = object_names
        self._chance = chance
        self._existing: list[str] = []
        self._deleted: dict[str, None] = {}
        self._updates: list[str] = []

    def change(self, op: Op) -> tuple[Op, str]:
        """Do an operation to an object and return both; where none exists, one is created instead."""
        match op if self._existing else Op.CREATE:
            case Op.CREATE:
                return Op.CREATE, self._create()
            case Op.UPDATE:
                return Op.UPDATE, self._update()
            case Op.DELETE:
                return Op.DELETE, self._delete()

    def _create(self) -> str:
        returns = self._deleted and self._chance.random() < _RETURN_SHARE
        name = self._deleted.popitem()[0] if returns else next(self._object_names)
        self._existing.append(name)
        return name

    def _update(self) -> str:
        name = self._chance.choice(self._existing)
        if self._updates and self._chance.random() < _REPEAT_SHARE:
            updated = self._chance.choice(self._updates)
            name = name if updated in self._deleted else updated
        self._updates.append(name)
        return name

    def _delete(self) -> str:
        place = self._chance.randrange(len(self._existing))
        self._existing[place], self._existing[-1] = self._existing[-1], self._existing[place]
        name = self._existing.pop()
        self._deleted[name] = None
        return name


def generate(seed: int, *, rows: int) -> Iterator[Activity]:
    """Yield a valid activity; the same arguments give the same rows."""
    return islice(_changes(Random(seed), rows), rows)  # noqa: S311  # nothing here is secret


def _changes(chance: Random, rows: int) -> Iterator[Activity]:
    object_names = (f"o{number:05}" for number in count(1))
    areas = [_Area(f"c{rank:02}", object_names, chance) for rank in range(1, len(_AREA_WEIGHTS) + 1)]
    actor_names = (f"a{number:03}" for number in count(1))
    regulars = list(islice(actor_names, round(rows**0.4) + 1))
    regular_weights = [1 / (rank + 1.5) for rank in range(len(regulars))]
    lines = count(2)
    at = _START
    while True:
        is_newcomer = chance.random() < _NEWCOMER_SHARE
        [actor] = [next(actor_names)] if is_newcomer else chance.choices(regulars, regular_weights)
        [area] = chance.choices(areas, _AREA_WEIGHTS)
        size = _commit_size(chance, longest=2 if is_newcomer else rows // 25)
        for op in chance.choices(list(_OP_WEIGHTS), list(_OP_WEIGHTS.values()), k=size):
            done, name = area.change(op)
            yield Activity(next(lines), at, actor, name, area.name, done, _lines_changed(chance, done))
        at += _pause(chance)


def _commit_size(chance: Random, longest: int) -> int:
    """Draw how many rows share an instant: one or two in three of four times, else by a Pareto distribution."""
    many = int(3 * chance.paretovariate(1.1))
    [size] = chance.choices((1, 2, many), (0.4, 0.35, 0.25))
    return max(1, min(size, longest))


def _lines_changed(chance: Random, op: Op) -> int:
    return int(chance.lognormvariate(math.log(_MEDIAN_SIZES[op]), 1.6))


def _pause(chance: Random) -> timedelta:
    """Draw minutes within a working session, or hours to days between two."""
    [mean] = chance.choices((timedelta(minutes=20), timedelta(hours=40)), (0.7, 0.3))
    return timedelta(seconds=1 + int(chance.expovariate(1 / mean.total_seconds())))


def write_activity(file: Path, activity: Iterable[Activity]) -> None:
    """Write a .csv.gz whose bytes depend on the rows alone."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in activity:
        at = f"{row.at:%Y-%m-%dT%H:%M:%SZ}"
        writer.writerow((at, row.actor, row.object, row.area, row.op, row.size))
    file.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def main(
    file: Annotated[Path, typer.Argument(help="The .csv.gz to write.")],
    rows: Annotated[int, typer.Option(min=1, help="How many rows.")] = EXAMPLE_ROWS,
    seed: Annotated[int, typer.Option(help="Another seed, another activity.")] = EXAMPLE_SEED,
) -> None:
    """Write a made-up activity."""
    write_activity(file, generate(seed, rows=rows))


if __name__ == "__main__":
    typer.run(main)
