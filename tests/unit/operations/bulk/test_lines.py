import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake.models import EPOCH, Task, TaskPriority, TaskStatus, User, from_epoch_milliseconds, label_set
from tasklake_operations.bulk.lines import (
    SET_BY_THE_STACK,
    Entry,
    Refused,
    TaskForm,
    UserForm,
    Writing,
    entries,
    line_of,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEPT = Writing(NOW, generation=2, request_id="import-1", is_kept=True)
NEW = Writing(NOW, generation=2, request_id="import-1", is_kept=False)
USER: dict[str, Any] = {
    "id": "0a0a0a0a-0000-4000-8000-000000000001",
    "email": "Ada@Example.com ",
    "name": "Ada",
}
TASK: dict[str, Any] = {
    "id": "0190a0a0-0000-7000-8000-000000000000",
    "user_id": USER["id"],
    "title": "Call",
}
TIMES: dict[str, Any] = {
    "created_at": "2026-01-02T03:04:05.060Z",
    "updated_at": "2026-01-02T04:04:05.06+01:00",
    "version": 3,
}


def taken(line: bytes | object, writing: Writing = NEW) -> User | Task | str:
    """Return what a line stands for, or why it is refused."""
    (entry,) = entries([line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n"], writing)
    return entry.reason if isinstance(entry, Refused) else entry.entity


def lines_of_text(most: int) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("C", "Z", "M"))
    return st.text(letters, min_size=1, max_size=most // 4).map(lambda text: normalize("NFC", text))


MOMENTS = st.integers(0, 253_402_300_799_999).map(from_epoch_milliseconds)
TASKS = st.builds(
    Task,
    id=st.uuids().map(str),
    user_id=st.uuids().map(str),
    title=lines_of_text(200),
    description=st.none() | lines_of_text(4000).map("\n{0}\t{0}\n".format),
    status=st.sampled_from([status for status in TaskStatus if status is not TaskStatus.COMPLETED]),
    priority=st.sampled_from(TaskPriority),
    category=st.none() | st.just("") | lines_of_text(50),
    labels=st.lists(lines_of_text(50).filter(lambda label: "," not in label), max_size=20).map(label_set),
    due_date=st.none() | st.dates(),
    created_at=st.just(EPOCH),
    updated_at=MOMENTS,
    version=st.integers(1, 10**18 - 1),
    generation=st.just(2),
    request_id=st.just("import-1"),
)


@given(TASKS, MOMENTS)
def test_a_task_comes_back_from_its_line_in_every_field(task: Task, completed_at: datetime) -> None:
    assert taken(line_of(task), KEPT) == task
    completed = {**json.loads(line_of(task))["task"], "status": "completed"}
    moment = completed_at.isoformat(timespec="milliseconds")
    done = taken({"task": {**completed, "completed_at": moment}}, KEPT)
    assert isinstance(done, Task)
    assert (done.status, done.completed_at) == (TaskStatus.COMPLETED, completed_at)
    assert taken(line_of(done), KEPT) == done


def test_a_user_comes_back_from_its_line_in_every_field() -> None:
    user = taken({"user": {**USER, **TIMES}}, KEPT)
    assert isinstance(user, User)
    assert user.email == "ada@example.com"
    assert taken(line_of(user), KEPT) == user


@pytest.mark.parametrize(("model", "form"), [(Task, TaskForm), (User, UserForm)])
def test_a_line_takes_every_field_but_those_of_the_stack(
    model: type[Task | User], form: type[TaskForm | UserForm]
) -> None:
    assert {field.name for field in fields(model)} - SET_BY_THE_STACK == form.model_fields.keys()


def test_without_keep_times_and_versions_are_new() -> None:
    task = taken({"task": {**TASK, **TIMES, "status": "completed"}})
    assert isinstance(task, Task)
    assert (task.id, task.created_at, task.updated_at, task.completed_at, task.version) == (
        TASK["id"],
        NOW,
        NOW,
        NOW,
        1,
    )


@pytest.mark.parametrize(
    ("line", "writing", "reason"),
    [
        (b'{"task": {"id": "0190', NEW, "The file ends in the middle of a line"),
        (b'{"task": }\n', NEW, "Invalid JSON: expected value at line 1 column 10"),
        (b'"\xff"\n', NEW, "Invalid JSON"),
        ({}, NEW, "Input should have one member, user or task"),
        ({"user": USER, "task": TASK}, NEW, "Input should have one member, user or task"),
        ({"task": {**TASK, "id": "17"}}, NEW, "task.id: String should match pattern"),
        ({"task": {**TASK, "title": " "}}, NEW, "task.title: String should have at least 1 character"),
        ({"task": {**TASK, "labels": ["a,b"]}}, NEW, "task.labels.0: String should have no comma"),
        ({"task": {**TASK, "points": 3}}, NEW, "task.points: Extra inputs are not permitted"),
        ({"user": {**USER, "email": "ada"}}, NEW, "user.email: String should match pattern"),
        ({"user": {**USER, "status": "erasing"}}, NEW, "user.status: Input should be"),
        (
            {"user": {**USER, **TIMES, "version": None}},
            KEPT,
            "--keep needs created_at, updated_at and version",
        ),
        (
            {"user": {**USER, **TIMES, "created_at": "1969-12-31T23:59:59Z"}},
            KEPT,
            "user.created_at: Input should",
        ),
        (
            {"user": {**USER, **TIMES, "updated_at": "2026-01-01T00:00:00Z"}},
            KEPT,
            "updated_at lies before created_at",
        ),
        ({"task": {**TASK, **TIMES, "status": "completed"}}, KEPT, "--keep needs completed_at"),
        (
            {"task": {**TASK, **TIMES, "completed_at": TIMES["created_at"]}},
            KEPT,
            "--keep needs completed_at where the task is completed, and nowhere else",
        ),
    ],
)
def test_a_line_is_refused_with_the_reason(line: bytes | object, writing: Writing, reason: str) -> None:
    refusal = taken(line, writing)
    assert isinstance(refusal, str)
    assert refusal.startswith(reason)


def test_blank_lines_count_and_a_last_line_needs_no_end() -> None:
    user = json.dumps({"user": USER}).encode()
    (entry,) = entries([b"\n", user], NEW)
    assert isinstance(entry, Entry)
    assert entry.number == 2
