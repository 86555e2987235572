"""Events of a table's stream, as Lambda delivers them."""
# ruff: noqa: INP001  # a script's

import json
import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from tasklake.items import item_from_task
from tasklake.models import Task, TaskPriority, TaskStatus, create_task
from tasklake.versions import Writing, change_task

type Records = list[dict[str, Any]]


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
