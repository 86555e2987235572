"""The named questions and the prepared statements over a lake of millions, asked of the local engine and of Trino.

Bytes are what each engine says of itself: the local one by the footers of the files that it opens, Trino by its physical input.
Memory is the largest resident size of the process that asked, all that the benchmark has in it too, and the peak that Trino tells
of the query alone.
"""
# ruff: noqa: INP001  # a script's

import gzip
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final

from trino.exceptions import DatabaseError, HttpError

from bench.big_lake import BigLake
from bench.figures import Figure, rounded
from local_aws.athena import SqlError
from local_aws.iceberg import open_catalog
from tasklake_lake.iceberg_tables import TASK_TABLES, IcebergTable
from tasklake_lake.statements import Statement, statements
from tests.local_emulator import emulator_in
from tests.trino.answer import Answer
from tests.trino.client import Trino, TrinoQueryError
from tests.trino.comparison import differences
from tests.trino.glue_proxy import GlueProxy
from tests.trino.lake import Lake
from tests.trino.server import TrinoServer

CLAIM: Final = "lake-scale"
TASKS: Final = int(os.environ.get("LAKE_SCALE_TASKS", "1000000"))
HEAP: Final = "6G"
QUERY_MEMORY: Final = "4GB"
"""What one question may take of the heap; Trino keeps three tenths of it for what it does not count."""
REFERENCE: Final = "Trino 476"


@dataclass(frozen=True)
class Measured:
    now: datetime
    answer: Answer
    seconds: float
    megabytes: float
    memory: float


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name, ExitStack() as stack:
        engines, until = Engines(stack, Path(name)), datetime.now(UTC)
        big = BigLake(
            engines.lake, TASKS, until.replace(microsecond=until.microsecond // 1000 * 1000), Path(name)
        )
        started = time.perf_counter()
        changes = big.fill()
        print(f"{TASKS:,} tasks, {changes:,} changes in {time.perf_counter() - started:.0f} s", flush=True)  # noqa: T201  # it takes long
        for table in TASK_TABLES.merged:
            yield stored(engines.lake, table)
        parameters = samples(engines.lake, big)
        for each in (*statements("queries"), *statements("prepared")):
            yield from compared(engines, each, parameters.get(each.name, ()))


def stored(lake: Lake, table: IcebergTable) -> Figure:
    """Return the bytes of a row in the table's files, beside its newest rows as JSON lines, gzipped."""
    snapshot = open_catalog(lake.session).load_table((lake.database, table.name)).current_snapshot()
    summary: Any = snapshot and snapshot.summary
    ours = int(summary["total-files-size"]) / int(summary["total-records"])
    columns = ", ".join(column.name for column in table.columns)
    newest = f"SELECT {columns} FROM {table.name} WHERE occurred_at >= current_date - INTERVAL '1' DAY"  # noqa: S608  # the program's names
    rows = lake.local().query(newest).to_pylist()
    lines = "\n".join(json.dumps(row, default=str, separators=(",", ":")) for row in rows)
    return Figure(
        claim=CLAIM, name=f"{table.name}, {int(summary['total-records']):,} rows", unit="bytes a row", reference="gzipped JSON lines",
        ours=rounded([ours]), theirs=rounded([len(gzip.compress(lines.encode())) / len(rows)]),
    )  # fmt: skip


def samples(lake: Lake, big: BigLake) -> dict[str, tuple[str, ...]]:
    task, user = (
        lake.local(big.until)
        .query("SELECT min_by(task_id, task_id), min_by(user_id, task_id) FROM task_states")
        .to_pylist()[0]
        .values()
    )
    month_ago = (f"'{big.until - timedelta(days=30):%Y-%m-%d}'",)
    return {
        **{each.name: month_ago for each in statements("prepared") if each.name.endswith("_since")},
        "task_changes": (f"'{task}'",),
        "tasks_by_status_at": (f"'{big.until - timedelta(days=3):%Y-%m-%d %H:%M:%S}'",),
        "tasks_of_user": (f"'{user}'", "'in_progress'"),
    }


def compared(engines: "Engines", asked: Statement, parameters: tuple[str, ...]) -> Iterator[Figure]:
    """Yield what both engines take for a question; one that fails at it is left out, and why is told."""
    theirs = of_trino(engines, asked, parameters)
    now = theirs.now if isinstance(theirs, Measured) else datetime.now(UTC)
    ours = local(engines.lake, asked, parameters, now)
    is_equal = None
    if isinstance(ours, Measured) and isinstance(theirs, Measured):
        is_equal = differences(asked.sql, theirs.answer, ours.answer) == []
    failures = {"local": ours, REFERENCE: theirs}
    told = "; ".join(f"{name}: {each}" for name, each in failures.items() if isinstance(each, str))
    for unit, read in (("MB read", "megabytes"), ("seconds", "seconds"), ("MB of memory", "memory")):
        a, b = ([getattr(side, read)] if isinstance(side, Measured) else [] for side in (ours, theirs))
        yield Figure(
            claim=CLAIM, name=asked.name, unit=unit, reference=REFERENCE,
            ours=rounded(a), theirs=rounded(b), is_equal=is_equal, failure=told,
        )  # fmt: skip


def of_trino(engines: "Engines", asked: Statement, parameters: tuple[str, ...]) -> Measured | str:
    """Return what Trino took, or why it has no answer: too large for its memory, or for itself."""
    started = time.perf_counter()
    try:
        run = engines.lake.ask_trino(asked.sql, parameters)
    except TrinoQueryError as error:
        return error.message
    except (DatabaseError, HttpError, HTTPException, OSError) as error:
        engines.start_trino()
        return f"the server ended: {type(error).__name__}"
    return Measured(
        run.now,
        run.answer,
        time.perf_counter() - started,
        run.statistics["physicalInputBytes"] / 1e6,
        run.statistics["peakMemoryBytes"] / 1e6,
    )


def local(lake: Lake, asked: Statement, parameters: tuple[str, ...], now: datetime) -> Measured | str:
    """Return what the local engine took, or why it has no answer."""
    engine = lake.local(now)
    # Of Linux: what the process had at the most, from here on (proc(5), "clear_refs").
    Path("/proc/self/clear_refs").write_text("5")
    started = time.perf_counter()
    try:
        answer = Answer.of(engine.query(asked.sql, parameters))
        seconds = time.perf_counter() - started
        megabytes = engine.bytes_scanned(asked.sql, parameters) / 1e6
    except SqlError as error:
        return str(error)
    status = Path("/proc/self/status").read_text()
    memory = int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    return Measured(now, answer, seconds, megabytes, memory)


class Engines:
    """A lake in an emulator, and a Trino beside it that can be started again.

    Attributes:
        lake: Asks the Trino that was started last.
    """

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        """Start both; the stack ends them."""
        self._stack, self._folder = stack, folder
        self._emulator = stack.enter_context(emulator_in(folder))
        self._glue = GlueProxy(self._emulator.endpoint_url)
        stack.enter_context(self._glue.serving())
        self._server = stack.enter_context(ExitStack())
        (folder / "lake").mkdir()
        session = self._emulator.session()
        self.lake = Lake.of_stack("scale", session=session, trino=self._started(), folder=folder / "lake")

    def start_trino(self) -> None:
        """End the Trino that is there, if it still is, and start another."""
        self._server.close()
        self.lake = replace(self.lake, trino=self._started())

    def _started(self) -> Trino:
        folder = Path(mkdtemp(prefix="trino-", dir=self._folder))
        server = TrinoServer.beside(self._emulator, self._glue, folder, heap=HEAP, query_memory=QUERY_MEMORY)
        return Trino(self._server.enter_context(server).port)
