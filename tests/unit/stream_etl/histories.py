"""Random lives of tasks and users as stream records, and the rows that the models alone say they become."""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tasklake.items import item_from_task, item_from_user
from tasklake.models import Task, TaskPriority, TaskStatus, User, create_task, create_user, label_set
from tasklake.versions import change_task, change_user
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS
from tests.unit.stream_etl.table_changes import DELETED, READ, TASK, Record, change, tombstone_of


@dataclass(frozen=True)
class Tombstone:
    """What a delete leaves in the place of a task."""

    of: Task
    at: datetime = DELETED
    request_id: str = "deleting"
    generation: int | None = None


type Version = Task | User | Tombstone | None
type Row = dict[str, Any]

START = datetime(2026, 3, 1, 23, 59, 59, 900_000, tzinfo=UTC)
PERSONAL = {"title", "description", "email", "name"}
NEVER_NAMED = {"id", "user_id", "version", "generation", "updated_at", "request_id"}

texts = st.text(max_size=8)
task_fields: dict[str, st.SearchStrategy[Any]] = {
    "title": texts,
    "description": st.none() | texts,
    "status": st.sampled_from(TaskStatus),
    "priority": st.sampled_from(TaskPriority),
    "category": st.none() | texts,
    "labels": st.frozensets(texts, max_size=3).map(label_set),
    "due_date": st.none() | st.dates(),
}
restores = st.sampled_from([0, 0, 0, 1])
damages = st.sampled_from(["Keys", "NewImage", "SequenceNumber"])
user_fields: dict[str, st.SearchStrategy[Any]] = {"email": texts, "name": texts}


@st.composite
def task_versions(draw: st.DrawFn) -> list[Version]:
    values = draw(st.fixed_dictionaries(task_fields))
    task = create_task(user_id="user-1", **values, now=START, request_id="request-1")
    versions: list[Version] = [task]
    for changes in draw(st.lists(st.fixed_dictionaries({}, optional=task_fields), max_size=4)):
        now = task.updated_at + timedelta(milliseconds=draw(st.integers(0, 2000)))
        generation = task.generation + draw(restores)
        task = change_task(
            task, changes, now=now, generation=generation, request_id=f"request-{task.version + 1}"
        )
        versions.append(task)
    return versions


@st.composite
def user_versions(draw: st.DrawFn) -> list[Version]:
    user_id = str(draw(st.uuids()))
    user = create_user(
        user_id=user_id, email=draw(texts), name=draw(texts), now=START, request_id="request-1"
    )
    versions: list[Version] = [user]
    for changes in draw(st.lists(st.fixed_dictionaries({}, optional=user_fields), max_size=4)):
        generation = user.generation + draw(restores)
        user = change_user(
            user,
            changes,
            now=user.updated_at,
            generation=generation,
            request_id=f"request-{user.version + 1}",
        )
        versions.append(user)
    return versions


@st.composite
def writes(draw: st.DrawFn) -> list[tuple[Version, Version]]:
    """Return the item before and after each write of its life, which ends with a delete or goes on."""
    versions = draw(task_versions() | user_versions())
    if isinstance(versions[-1], Task) and draw(st.booleans()):
        versions.append(Tombstone(versions[-1]))
    return list(pairwise([None, *versions, None] if draw(st.booleans()) else [None, *versions]))


def record_of(old: Version, new: Version, sequence: int) -> Record:
    return change(stored(old), stored(new), sequence=sequence, created_at=creation_second(old, new))


def stored(version: Version) -> dict[str, Any] | None:
    match version:
        case Task():
            return item_from_task(version)
        case User():
            return item_from_user(version)
        case Tombstone():
            return tombstone_of(
                version.of, at=version.at, request_id=version.request_id, generation=version.generation
            )
        case None:
            return None


def creation_second(old: Version, new: Version) -> int:
    state = new or old
    assert state is not None
    if isinstance(state, Tombstone):
        state = state.of
    return int(state.updated_at.timestamp()) + 1


def damaged_record(sequence: int, missing: str) -> Record:
    record = change(None, item_from_task(TASK), sequence=sequence)
    del record["dynamodb"][missing]
    return record


def expected_row(old: Version, new: Version, sequence: int) -> Row | None:
    """Return the row as Parquet must give it back, made from the models alone; None for the end of a tombstone."""
    if isinstance(old, Tombstone):
        return None
    if isinstance(new, Tombstone):
        deleted: Row = {"request_id": new.request_id, "occurred_at": new.at.replace(tzinfo=None)}
        if new.generation is not None:
            deleted["generation"] = new.generation
        removed = expected_row(old, None, sequence)
        return removed and removed | deleted
    state = new or old
    assert state is not None
    values = {each.name: getattr(state, each.name) for each in fields(state)}
    row = {name: value for name, value in values.items() if name not in PERSONAL | {"id"}}
    row["task_id" if isinstance(state, Task) else "user_id"] = state.id
    row |= {
        "op": "insert" if old is None else "delete" if new is None else "update",
        "version": state.version + (new is None),
        "occurred_at": state.updated_at if new else datetime.fromtimestamp(creation_second(old, new), UTC),
        "previous_status": old.status if old else None,
        "changed": [
            name
            for name, value in values.items()
            if name not in NEVER_NAMED and new is not None and value != getattr(old, name, None)
        ],
        "sequence": f"{sequence:021d}",
        "schema_version": (TASK_EVENTS if isinstance(state, Task) else USER_EVENTS).schema_version,
        "ingested_at": READ,
    }
    return {name: as_read(value) for name, value in row.items()}


def as_read(value: Any) -> Any:  # noqa: ANN401 - any field's
    match value:
        case datetime():
            return value.replace(tzinfo=None)
        case tuple():
            return [*value]
        case _:
            return value


@dataclass
class Stream:
    """Records in some order that keeps each item's own, and what they must become."""

    records: list[Record] = field(default_factory=list[Record])
    damaged: list[Record] = field(default_factory=list[Record])
    rows: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


@st.composite
def streams(draw: st.DrawFn) -> Stream:
    lives = draw(st.lists(writes(), max_size=4))
    turns = [turn for turn, life in enumerate(lives) for _ in life] + [None] * draw(st.integers(0, 4))
    remaining = [iter(life) for life in lives]
    stream = Stream()
    for sequence, turn in enumerate(draw(st.permutations(turns))):
        if turn is None:
            stream.damaged.append(damaged_record(sequence, draw(damages)))
            stream.records.append(stream.damaged[-1])
        else:
            old, new = next(remaining[turn])
            stream.records.append(record_of(old, new, sequence))
            row = expected_row(old, new, sequence)
            if row:
                stream.rows["task_events" if "task_id" in row else "user_events"].append(row)
    return stream
