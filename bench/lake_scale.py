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
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.big_lake import BigLake
from bench.figures import Figure, rounded
from bench.lake_queries import free_port
from local_aws.emulator import Emulator
from local_aws.iceberg import open_catalog
from tasklake_lake.iceberg_tables import TASK_TABLES, IcebergTable
from tasklake_lake.statements import Statement, statements
from tests.trino.answer import Answer
from tests.trino.client import Trino, TrinoQueryError
from tests.trino.comparison import differences
from tests.trino.distribution import server_folder
from tests.trino.glue_proxy import GlueProxy
from tests.trino.java import find_java
from tests.trino.lake import Lake
from tests.trino.server import TrinoServer

CLAIM: Final = "lake-scale"
TASKS: Final = int(os.environ.get("LAKE_SCALE_TASKS", "1000000"))
HEAP: Final = "6G"
REFERENCE: Final = "Trino 476"


@dataclass(frozen=True)
class Measured:
    answer: Answer
    seconds: float
    megabytes: float
    memory: float


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name, both_engines(Path(name)) as lake:
        folder, until = Path(name), datetime.now(UTC)
        big = BigLake(lake, TASKS, until.replace(microsecond=until.microsecond // 1000 * 1000), folder)
        started = time.perf_counter()
        changes = big.fill()
        print(f"{TASKS:,} tasks, {changes:,} changes in {time.perf_counter() - started:.0f} s")  # noqa: T201  # a script
        for table in TASK_TABLES.merged:
            yield stored(lake, table)
        parameters = samples(lake, big)
        print("built and merged", flush=True)  # noqa: T201  # it takes long
        for each in (*statements("queries"), *statements("prepared")):
            yield from compared(lake, each, parameters.get(each.name, ()))


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


def compared(lake: Lake, asked: Statement, parameters: tuple[str, ...]) -> Iterator[Figure]:
    started = time.perf_counter()
    try:
        run = lake.ask_trino(asked.sql, parameters)
    except TrinoQueryError as error:
        print(f"{asked.name}: {error.message}", flush=True)  # noqa: T201  # what is too large for one node is told too
        return
    theirs = Measured(
        run.answer,
        time.perf_counter() - started,
        run.statistics["physicalInputBytes"] / 1e6,
        run.statistics["peakMemoryBytes"] / 1e6,
    )
    ours = local(lake, asked, parameters, run.now)
    is_equal = differences(asked.sql, theirs.answer, ours.answer) == []
    for unit, a, b in (
        ("MB read", ours.megabytes, theirs.megabytes),
        ("seconds", ours.seconds, theirs.seconds),
        ("MB of memory", ours.memory, theirs.memory),
    ):
        yield Figure(
            claim=CLAIM, name=asked.name, unit=unit, reference=REFERENCE,
            ours=rounded([a]), theirs=rounded([b]), is_equal=is_equal,
        )  # fmt: skip


def local(lake: Lake, asked: Statement, parameters: tuple[str, ...], now: datetime) -> Measured:
    engine = lake.local(now)
    # Of Linux: what the process had at the most, from here on (proc(5), "clear_refs").
    Path("/proc/self/clear_refs").write_text("5")
    started = time.perf_counter()
    answer = Answer.of(engine.query(asked.sql, parameters))
    seconds = time.perf_counter() - started
    status = Path("/proc/self/status").read_text()
    memory = int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    return Measured(answer, seconds, engine.bytes_scanned(asked.sql, parameters) / 1e6, memory)


@contextmanager
def both_engines(folder: Path) -> Generator[Lake]:
    for name in ("trino", "lake"):
        (folder / name).mkdir()
    with Emulator(port=free_port(), state_dir=folder / "state", logs_dir=folder / "logs") as emulator:
        proxy = GlueProxy(emulator.endpoint_url)
        with proxy.serving(), TrinoServer(
            java=find_java(), distribution=server_folder(), folder=folder / "trino", port=free_port(),
            s3_url=emulator.endpoint_url, glue_url=proxy.url, heap=HEAP,
        ) as server:  # fmt: skip
            yield Lake.of_stack(
                "scale", session=emulator.session(), trino=Trino(server.port), folder=folder / "lake"
            )
