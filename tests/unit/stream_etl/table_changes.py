"""Stream records as Lambda delivers them, made from stored items."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tasklake.attributes import Item as StoredItem
from tasklake.attributes import moment, number
from tasklake.deletion import expiry
from tasklake.items import item_from_task
from tasklake.keys import INDEXES
from tasklake.models import Task, TaskPriority, TaskStatus, User, UserStatus

type Record = dict[str, Any]
type Item = Mapping[str, Mapping[str, object]]

STREAM_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/tasklake/stream/2026-01-02T03:04:05.678"

CREATED = datetime(2026, 3, 1, 10, 0, 0, 123_000, tzinfo=UTC)
UPDATED = datetime(2026, 3, 1, 11, 30, 0, 456_000, tzinfo=UTC)
READ = datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)
"""When a batch is read: days after its changes were made."""
DELETED = datetime(2026, 3, 1, 11, 31, 40, 789_000, tzinfo=UTC)

TASK = Task(
    id="0195a0b2-0000-7000-8000-000000000001",
    user_id="user-1",
    title="Call Ada Lovelace",
    description="about the engine",
    status=TaskStatus.IN_PROGRESS,
    priority=TaskPriority.HIGH,
    category="phone",
    labels=("calls", "engine"),
    due_date=date(2026, 3, 9),
    created_at=CREATED,
    updated_at=UPDATED,
    completed_at=None,
    version=3,
    generation=1,
    request_id="request-3",
)

USER = User(
    id="user-1",
    email="ada@example.com",
    name="Ada Lovelace",
    status=UserStatus.ACTIVE,
    created_at=CREATED,
    updated_at=UPDATED,
    version=2,
    request_id="request-2",
)


def tombstone_of(
    task: Task, *, at: datetime = DELETED, request_id: str = "deleting", generation: int | None = None
) -> StoredItem:
    """Return what a delete makes of a stored task."""
    item = item_from_task(
        replace(
            task,
            version=task.version + 1,
            request_id=request_id,
            updated_at=at,
            generation=task.generation if generation is None else generation,
        )
    )
    for gone in (
        "title",
        "description",
        *(name for index in INDEXES for name in (index.partition_key, index.sort_key)),
    ):
        item.pop(gone, None)
    return item | {"deleted_at": moment(at), "expires_at": number(expiry(at))}


def change(
    old: Item | None, new: Item | None, *, sequence: int = 700, created_at: float = 1_772_364_601
) -> Record:
    """Return the record of a write that replaced `old` by `new`; None where there was or is no item."""
    item = new or old
    assert item is not None
    stream_record: dict[str, object] = {
        "ApproximateCreationDateTime": created_at,
        "Keys": {"pk": item["pk"], "sk": item["sk"]},
        "SequenceNumber": f"{sequence:021d}",
        "SizeBytes": 512,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    if new is not None:
        stream_record["NewImage"] = new
    if old is not None:
        stream_record["OldImage"] = old
    return {
        "eventID": f"{sequence:032x}",
        "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": stream_record,
        "eventSourceARN": STREAM_ARN,
    }
