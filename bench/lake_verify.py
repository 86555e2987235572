"""How fast `tasklake lake verify` compares, and what memory it takes, as table and lake grow tenfold.

Run: .venv/bin/python -m bench.lake_verify [PORT]

Both stores are filled with the same tasks of three versions each, all merged, and compared in a process of its own, whose
peak memory is therefore the comparison's alone, the local engine's included. The emulator's Scan sorts the whole table
for each page, so its share, given apart, grows faster than the table; DynamoDB's does not.
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tasklake.items import item_from_task
from tasklake.models import Task, TaskStatus
from tasklake_operations.verification.table_items import TableItems
from tests.integration.lake.event_history import task_id, utc
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_tasks_table

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import WriteRequestTypeDef

TASKS = 3_000
ITEMS_PER_REQUEST = 25
CREATED = utc("2026-03-09T00:00")


@dataclass(frozen=True)
class Result:
    """One comparison.

    Attributes:
        rows: Items of the table, rows of the lake, and changes.
        seconds: What all of it took.
        scan_seconds: What a scan of the table took, which is the emulator's work for the most part.
        idle_megabytes: What the process had in memory before.
        peak_megabytes: What it had at most.
    """

    rows: int
    seconds: float
    scan_seconds: float
    idle_megabytes: float
    peak_megabytes: float


def fill(endpoint_url: str, folder: Path, name: str, tasks: int) -> str:
    """Make both stores, and return the name of the lake's database."""
    session = EmulatorSession(endpoint_url)
    create_tasks_table(session.client("dynamodb"), name)
    stores = ComparedStores(realize_lake(name, session, folder), name)
    history = stores.history
    for number in range(tasks):
        at = CREATED + timedelta(seconds=number)
        history.create_task(task_id(number), at, user=f"user-{number % 100}")
        history.change_task(task_id(number), at, status=TaskStatus.IN_PROGRESS)
        history.change_task(task_id(number), at, status=TaskStatus.COMPLETED)
    for part in batched(history.changes, 10_000, strict=False):
        stores.lake.raw.deliver(part, utc("2026-03-09T12:00"))
    stores.lake.maintain()
    put(stores, history.items.values())
    return stores.lake.database


def put(stores: ComparedStores, items: Iterable[object]) -> None:
    stored = [item_from_task(item) for item in items if isinstance(item, Task)]
    for part in batched(stored, ITEMS_PER_REQUEST, strict=False):
        requests: list[WriteRequestTypeDef] = [{"PutRequest": {"Item": item}} for item in part]
        stores.dynamodb.batch_write_item(RequestItems={stores.table_name: requests})


def compare(endpoint_url: str, folder: Path, name: str, database: str) -> Result:
    session = EmulatorSession(endpoint_url)
    stores = ComparedStores(Lake(session, name, database, folder), name)
    idle = peak_megabytes()
    comparison = stores.compare()
    if comparison.differences:
        sys.exit(f"the stores differ, as they should not: {comparison.differences[:3]}")
    peak = peak_megabytes()
    started = time.monotonic()
    for segment in range(16):
        for _ in TableItems(session.client("dynamodb"), name).scan(segment, 16):
            pass
    return Result(
        rows=sum(
            number
            for part in (comparison.items, comparison.rows, comparison.changes)
            for number in part.values()
        ),
        seconds=comparison.seconds,
        scan_seconds=time.monotonic() - started,
        idle_megabytes=idle,
        peak_megabytes=peak,
    )


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(endpoint_url: str, tasks: int) -> Result:
    spawn = multiprocessing.get_context("spawn")
    name = f"verify{tasks}"
    with TemporaryDirectory() as folder, ProcessPoolExecutor(1, spawn, max_tasks_per_child=1) as processes:
        database = processes.submit(fill, endpoint_url, Path(folder), name, tasks).result()
        return processes.submit(compare, endpoint_url, Path(folder), name, database).result()


def main(port: int) -> None:
    with (
        TemporaryDirectory() as folder,
        Emulator(port=port, state_dir=Path(folder) / "state", logs_dir=Path(folder) / "logs") as emulator,
    ):
        results = [measure(emulator.endpoint_url, tasks) for tasks in (TASKS, 10 * TASKS)]
    for result in results:
        print(
            f"{result.rows:9,} rows in {result.seconds:5.1f} s: {result.rows / result.seconds:7,.0f} rows/s "
            f"({result.scan_seconds:.1f} s of it like a bare scan); "
            f"memory {result.idle_megabytes:.0f} MB before, {result.peak_megabytes:.0f} MB at most"
        )
    small, large = results
    print(
        f"rows x{large.rows / small.rows:.1f}, seconds x{large.seconds / small.seconds:.1f}, "
        f"memory x{large.peak_megabytes / small.peak_megabytes:.2f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5450)
