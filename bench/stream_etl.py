"""What the stream ETL costs beside decoding its event, and beside other ways to do the same work.

Run: .venv/bin/python -m bench.stream_etl

Each row turns the records of one decoded event into the bytes of one object. Its unit is the CPU time of json.loads on
that event, which the Lambda runtime spends anyway, so results of different machines compare. The rows take turns, so
that a busy moment falls on all alike.
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import gzip
import io
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
from boto3.dynamodb.types import TypeDeserializer
from pydantic import BaseModel

from tasklake.items import item_from_task
from tasklake.models import Task, TaskPriority, TaskStatus, create_task
from tasklake.versions import Writing, change_task
from tasklake_lake.event_tables import TASK_EVENTS
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.parquet import parquet_file

type Records = list[dict[str, Any]]


class TaskImage(BaseModel):
    pk: str
    sk: str
    title: str
    description: str | None = None
    status: TaskStatus
    priority: TaskPriority
    category: str | None = None
    due_date: date | None = None
    created_at: int
    updated_at: int
    completed_at: int | None = None
    version: int
    request_id: str


def pydantic_rows(records: Records) -> list[dict[str, Any]]:
    deserialize = TypeDeserializer().deserialize
    rows: list[dict[str, Any]] = []
    for record in records:
        change = record["dynamodb"]
        old, new = (
            TaskImage.model_validate({name: deserialize(value) for name, value in change[image].items()})
            if image in change
            else None
            for image in ("OldImage", "NewImage")
        )
        item = cast("TaskImage", new or old)
        row = item.model_dump(mode="json", exclude={"title", "description"})
        row["op"] = record["eventName"]
        row["sequence"] = change["SequenceNumber"]
        row["previous_status"] = old and old.status
        row["changed"] = [
            name for name in TaskImage.model_fields if getattr(old, name, None) != getattr(new, name, None)
        ]
        rows.append(row)
    return rows


def pydantic_to_parquet(records: Records) -> bytes:
    file = io.BytesIO()
    pq.write_table(  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
        pa.Table.from_pylist(pydantic_rows(records)), file, compression="zstd"
    )
    return file.getvalue()


def pydantic_to_json_lines(records: Records) -> bytes:
    return gzip.compress("\n".join(json.dumps(row) for row in pydantic_rows(records)).encode())


def rows_to_parquet(records: Records) -> bytes:
    return parquet_file(TASK_EVENTS, read_batch(records, datetime.now(UTC)).rows[TASK_EVENTS.name])


def event(size: int) -> str:
    """Return an event of whole lives of tasks as JSON: created, changed twice, deleted."""
    chance = random.Random(size)  # noqa: S311  # not for secrets
    records: Records = []
    while len(records) < size:
        now = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(milliseconds=chance.randrange(3_600_000))
        created = create_task(
            user_id=f"{chance.getrandbits(128):032x}",
            title=f"Task {len(records)} of somebody",
            description="What is to be done. " * chance.randrange(8),
            priority=chance.choice(list(TaskPriority)),
            category=chance.choice([None, "home", "work"]),
            due_date=chance.choice([None, date(2026, 3, 1 + chance.randrange(31))]),
            now=now,
            request_id=f"{chance.getrandbits(128):032x}",
        )
        writing = Writing(now=now, generation=created.generation, request_id=created.request_id)
        started = change_task(created, {"status": TaskStatus.IN_PROGRESS}, **writing)
        done = change_task(started, {"status": TaskStatus.COMPLETED}, **writing)
        for old, new in pairwise([None, created, started, done, None]):
            records.append(record(old, new, len(records)))
    return json.dumps({"Records": records})


def record(old: Task | None, new: Task | None, sequence: int) -> dict[str, Any]:
    images = {"OldImage": old and item_from_task(old), "NewImage": new and item_from_task(new)}
    item = images["NewImage"] or images["OldImage"] or {}
    return {
        "eventID": f"{sequence:032x}",
        "eventName": "INSERT" if old is None else "MODIFY" if new else "REMOVE",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-02T03:04:05.678",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_772_323_200,
            "Keys": {"pk": item["pk"], "sk": item["sk"]},
            "SequenceNumber": f"{sequence:021d}",
            **{name: image for name, image in images.items() if image},
        },
    }


def cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def compare(size: int, rounds: int = 11) -> None:
    payload = event(size)
    records = json.loads(payload)["Records"]
    contenders = (rows_to_parquet, pydantic_to_parquet, pydantic_to_json_lines)
    decoding: list[float] = []
    spent: dict[str, list[float]] = {each.__name__: [] for each in contenders}
    for _ in range(rounds):
        decoding.append(cpu_seconds(lambda: json.loads(payload)))
        for each in contenders:
            spent[each.__name__].append(cpu_seconds(lambda each=each: each(records)))
    unit = median(decoding)
    print(f"\n{size} records; json.loads takes {unit / size * 1e6:.1f} us of CPU a record")
    for each in contenders:
        seconds = sorted(spent[each.__name__])
        low, middle, high = (seconds[n] / unit for n in (0, rounds // 2, -1))
        print(
            f"  {each.__name__:24}{middle:6.2f} [{low:.2f}-{high:.2f}] of json.loads"
            f"{size / (median(seconds) + unit):10,.0f} records/s with it{len(each(records)):9,} bytes"
        )


if __name__ == "__main__":
    for size in (100, 1_000, 10_000):
        compare(size)
