"""How fast `tasklake lake repair` fills an empty lake, and how fast it mends one that lost a tenth of its changes.

Run: .venv/bin/python -m bench.lake_repair [PORT]
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from bench.lake_verify import CREATED, put
from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tasklake.models import TaskStatus
from tasklake_operations.repair import Bootstrap, Mending, Repair, evidence_of, plan
from tasklake_operations.repair.bootstrap import TABLES_OF
from tasklake_operations.verification.table_items import TableItems
from tests.integration.lake.event_history import task_id, utc
from tests.integration.lake.realized_lake import WINDOWS, realize_lake
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_tasks_table

if TYPE_CHECKING:
    from tasklake_operations.athena import Lake

TASKS = 20_000


def stores_of(session: EmulatorSession, folder: Path, name: str) -> ComparedStores:
    """Return a table of tasks and an empty lake; the second version of each task is the table's."""
    create_tasks_table(session.client("dynamodb"), name)
    (folder / name).mkdir()
    stores = ComparedStores(realize_lake(name, session, folder / name), name)
    for number in range(TASKS):
        at = CREATED + timedelta(seconds=number)
        stores.history.create_task(task_id(number), at, user=f"user-{number % 100}")
        stores.history.change_task(task_id(number), at, status=TaskStatus.COMPLETED)
    put(stores, stores.history.items.values())
    return stores


def repair_of(stores: ComparedStores) -> Repair:
    lake = cast("Lake", cast("Any", stores.lake.sql))
    return Repair(
        lake, stores.lake.session.client("s3"), stores.lake.bucket, WINDOWS, lambda: stores.lake.now
    )


def fill(stores: ComparedStores) -> int:
    seen_at = stores.lake.now.replace(tzinfo=None)
    repair = repair_of(stores)
    written = sum(Bootstrap(TableItems(stores.dynamodb, stores.table_name), repair, 0, seen_at).run())
    repair.merge()
    return written


def mend(stores: ComparedStores) -> int:
    seen_at = stores.lake.now.replace(tzinfo=None)
    repair = repair_of(stores)
    with stores.comparing() as verification:
        verification.run()
        mendings = [
            Mending(
                [case.second.item["user_id"], case.id], plan(evidence_of(case), generation=0, seen_at=seen_at)
            )
            for case, _ in verification.differing()
            if case.second.item
        ]
    written = sum(repair.mend(TABLES_OF["task"], mendings))
    repair.merge()
    return written


def main(port: int) -> None:
    with (
        TemporaryDirectory() as folder,
        Emulator(port=port, state_dir=Path(folder) / "state", logs_dir=Path(folder) / "logs") as emulator,
    ):
        session = EmulatorSession(emulator.endpoint_url)
        empty = stores_of(session, Path(folder), "empty")
        lossy = stores_of(session, Path(folder), "lossy")
        kept = [change for place, change in enumerate(lossy.history.changes) if place % 10]
        lossy.lake.raw.deliver(kept, utc("2026-03-09T12:00"))
        lossy.lake.maintain()
        for name, run, stores in (("filled", fill, empty), ("mended", mend, lossy)):
            started = time.monotonic()
            written = run(stores)
            seconds = time.monotonic() - started
            print(f"{name}: {written:,} rows in {seconds:.1f} s, {written / seconds:,.0f} rows/s")
            if stores.compare().differences:
                sys.exit(f"{name}: table and lake differ")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5451)
