"""A board of many tasks, nearly all of which lie still: a hundredth changed within the tail that the views read.

The tasks are those of bench/big_lake.py, with one change each, merged; the tail has an object for each minute with a change.
"""
# ruff: noqa: INP001, S608  # a script's part, and its statements are made here

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import duckdb

from bench.big_lake import DAYS, BigLake
from infrastructure.settings import Settings
from local_aws.sessions import EmulatorSession
from tasklake_lake.iceberg_tables import TASK_STATES
from tests.trino.client import Trino
from tests.trino.lake import Lake

TASKS, PER_CHANGED = 100_000, 100
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

CHANGES: Final = """
CREATE TABLE changes AS
SELECT task, version, 3 AS lives, created,
    CASE version WHEN 1 THEN created ELSE {past} + (hash(task) % ({span} - {past}))::BIGINT END AS ms
FROM (SELECT task, (hash(task, 'created') % {past})::BIGINT AS created FROM range({tasks}) AS tasks(task)),
    range(1, 3) AS versions(version)
WHERE version = 1 OR task % {per_changed} = 0
"""


@dataclass(frozen=True)
class WideBoard:
    """A lake with the board in it.

    Attributes:
        user_id: A user of some of the tasks.
        tasks: How many there are.
        changed: How many of them changed within the tail.
    """

    lake: Lake
    until: datetime
    user_id: str
    tasks: int = TASKS
    changed: int = TASKS // PER_CHANGED

    @classmethod
    def filled(cls, session: EmulatorSession, folder: Path) -> Self:
        folder.mkdir()
        # Nobody asks Trino.
        lake = Lake.of_stack("wide", session=session, trino=Trino(port=0), folder=folder)
        until = datetime.now(UTC).replace(microsecond=0)
        board = BigLake(lake, TASKS, until, folder)
        span = DAYS * DAY
        past = span - Settings().lake_tail_hours * HOUR
        database = duckdb.connect()
        database.execute(CHANGES.format(tasks=TASKS, per_changed=PER_CHANGED, span=span, past=past))
        board.append(TASK_STATES, database, board.rows(0, past))
        board.deliver(database, past, span, slot=MINUTE)
        user = (
            lake.local(until)
            .query("SELECT min(user_id) AS user_id FROM task_states")
            .to_pylist()[0]["user_id"]
        )
        return cls(lake, until, user)

    def bytes(self, where: str = "", parameters: tuple[str, ...] = ()) -> int:
        return self.lake.local(self.until).bytes_scanned(f"SELECT * FROM tasks {where}", parameters)
