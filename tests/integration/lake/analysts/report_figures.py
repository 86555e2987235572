"""Measures a report over a lake that holds an activity file: `python -m tests.integration.lake.analysts.report_figures FILE [COPIES]`.

Of copies, each has tasks and users of its own.
"""

import sys
import time
from datetime import timedelta
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tasklake_operations.report import page
from tests.integration.lake.analysts.example_lake import history_of
from tests.integration.lake.analysts.test_report import report_on
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.local_emulator import emulator_in

ROWS_OF_AN_OBJECT = 10_000


def fill(lake: Lake, file: Path, copies: int) -> int:
    """Merge an activity and its copies; return how many changes those are."""
    history = history_of(file)
    lake.now = history.changes[-1].at + timedelta(hours=1)
    for changes in batched(history.changes, ROWS_OF_AN_OBJECT, strict=False):
        for key in lake.raw.deliver(changes, lake.now):
            file = lake.folder / "rows.parquet"
            file.write_bytes(lake.raw.read(key))
            for copy in range(1, copies):
                lake.raw.replace(key.replace(".parquet", f"-{copy}.parquet"), copied(file, key, copy))
    for entity in ("task", "user"):
        lake.merge(entity, merge_hours=48)
    return len(history.changes) * copies


def copied(file: Path, key: str, copy: int) -> bytes:
    ids = ["user_id", "task_id"] if "task_events" in key else ["user_id"]
    others = ", ".join(f"'{copy}-' || {name} AS {name}" for name in ids)
    target = file.with_suffix(".copy")
    duckdb.execute(
        f"COPY (SELECT * REPLACE ({others}) FROM read_parquet('{file}')) TO '{target}' (FORMAT parquet)"
    )
    return target.read_bytes()


def main(file: Path, copies: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with emulator_in(folder) as emulator:
            lake = realize_lake("figures", emulator.session(), folder)
            changes = fill(lake, file, copies)
            for since in (lake.now - timedelta(days=90), lake.now - timedelta(days=3650)):
                begin = time.monotonic()
                report = report_on(lake, since.date())
                size = len(page(report).encode())
                scanned = sum(int(str(panel["bytes_scanned"])) for panel in report.panels)
                seconds = time.monotonic() - begin
                said = f"{changes:,} changes, since {since:%Y-%m-%d}: {size:,} bytes, {scanned:,} scanned, {seconds:.1f} s\n"
                sys.stdout.write(said)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1)
