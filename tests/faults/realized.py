"""The local system's lake, as histories need one: the engine over objects in the emulated S3."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.faults.memory_lake import VIEWS_BY_NAME
from tests.integration.lake.emptied_lake import EmptiedLake
from tests.integration.lake.event_history import utc
from tests.integration.lake.realized_lake import realize_lake
from tests.local_emulator import emulator_in

type Row = dict[str, Any]


class RealizedLake:
    """A lake that many histories use, one after the other."""

    def __init__(self, lake: EmptiedLake, folder: Path) -> None:
        self._emptied = lake
        self._folder = folder
        self.now = utc("2026-03-01T00:00")
        self.empty()

    def empty(self) -> None:
        self._lake = self._emptied.for_test(Path(mkdtemp(dir=self._folder)))

    def put_object(self, key: str, body: bytes) -> None:
        self._lake.raw.replace(key, body)

    def expire(self, keys: list[str]) -> None:
        self._lake.raw.expire(keys)

    def rows(self, sql: str) -> list[Row]:
        self._lake.now = self.now
        return self._lake.rows(sql)

    def view(self, name: str, parameters: dict[str, int], owner: str) -> list[Row]:
        sql = VIEWS_BY_NAME[name].sql(parameters)
        return self.rows(f"SELECT * FROM ({sql}) AS answer WHERE user_id LIKE '{owner}%'")

    def run(self, name: str, sql: str) -> int:
        return self.execute(sql)

    def execute(self, sql: str) -> int:
        self._lake.now = self.now
        counts = self._lake.sql.execute(sql)
        return counts.inserted + counts.updated + counts.deleted


@contextmanager
def realized(folder: Path) -> Generator[RealizedLake]:
    """Start an emulator and realize a lake in it."""
    with emulator_in(folder) as emulator:
        lake = realize_lake("faults", emulator.session(), folder)
        yield RealizedLake(EmptiedLake(lake), folder)
