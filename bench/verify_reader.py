"""What one CPU takes of `lake verify` for an item: its share of a page of a Scan, its row of the lake, both staged and joined.

Run: .venv/bin/python -m bench.verify_reader [ITEMS]

No emulator and no engine takes part, so it bounds what a function of one CPU can compare in its time (ADR-012).
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import io
import json
import sys
import time
from datetime import timedelta
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from pyarrow import csv

from tasklake.items import item_from_task
from tasklake.models import Task
from tasklake_operations.athena.result_file import csv_batches
from tasklake_operations.verification.entities import TASKS
from tasklake_operations.verification.item_batches import item_batch
from tasklake_operations.verification.staging import Stage, Staging
from tests.integration.lake.event_history import EventHistory, task_id, utc

ITEMS = 60_000
ITEMS_PER_PAGE = 2_000


def pages(items: int) -> list[bytes]:
    """Return the bodies of DynamoDB's answers to a Scan."""
    history = EventHistory()
    for number in range(items):
        at = utc("2026-03-09T00:00") + timedelta(seconds=number)
        history.create_task(task_id(number), at, user=f"user-{number % 100}")
    stored = [item_from_task(task) for task in history.items.values() if isinstance(task, Task)]
    return [json.dumps({"Items": page}).encode() for page in batched(stored, ITEMS_PER_PAGE, strict=False)]


def main(items: int) -> None:
    bodies, file = pages(items), io.BytesIO()
    seconds: dict[str, float] = {}
    with TemporaryDirectory() as folder, Staging(Path(folder)) as staging:
        began = time.process_time()
        # As tasklake.repository.dynamodb_answers has it, on which botocore adds next to nothing to a page.
        scanned: list[Any] = [json.loads(body)["Items"] for body in bodies]
        seconds["parse the scan"] = time.process_time() - began
        began = time.process_time()
        batches = [rows for page in scanned for _, rows in item_batch(page).rows]
        for rows in batches:
            staging.add(TASKS, Stage.ITEMS, rows)
        seconds["stage the table"] = time.process_time() - began
        csv.write_csv(pa.Table.from_batches(batches), file)
        file.seek(0)
        began = time.process_time()
        answer: Any = file
        for rows in csv_batches(answer, TASKS.schema):
            staging.add(TASKS, Stage.EXISTING, rows)
        seconds["stage the lake"] = time.process_time() - began
        began = time.process_time()
        staging.suspect_differing(TASKS)
        seconds["join"] = time.process_time() - began
        if staging.suspects(TASKS):
            sys.exit("the two sides differ, as they should not")
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    for what, taken in seconds.items():
        print(f"{what:16} {taken / items * 1e6:6.1f} us an item")
    total = sum(seconds.values())
    print(f"{items / total:,.0f} items/s of one CPU, {size / items:.0f} bytes of disk an item")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS)
