import base64
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tasklake.models import TaskPriority, TaskStatus, create_task, utc_now
from tasklake.repository import TaskPosition, TaskQuery, TaskSort, UserPosition
from tasklake.repository.lists import BY_DUE_DATE, BY_UPDATE
from tasklake_api.cursors import (
    USER_LIST,
    encode,
    task_cursor,
    task_list,
    task_position,
    user_cursor,
    user_position,
)
from tasklake_api.problems import ProblemError, ProblemType

TASK_ID = "0190a0a0-0000-7000-8000-000000000000"
BY_DUE = TaskQuery(sort=TaskSort.DUE)
BY_CHANGE = TaskQuery(sort=TaskSort.UPDATED)
DATES = st.none() | st.dates()
QUERIES = st.builds(
    TaskQuery,
    status=st.none() | st.frozensets(st.sampled_from(TaskStatus), min_size=1),
    priority=st.none() | st.frozensets(st.sampled_from(TaskPriority), min_size=1),
    category=st.none() | st.text(max_size=50),
    labels=st.none() | st.frozensets(st.text(st.characters(exclude_characters=","), min_size=1), min_size=1),
    q=st.none() | st.frozensets(st.text(min_size=1), min_size=1),
    due_after=DATES,
    due_before=DATES,
    completed_after=st.none() | st.datetimes(timezones=st.just(UTC)),
    updated_after=st.none() | st.datetimes(max_value=datetime(2026, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis adds the zone
    sort=st.sampled_from(TaskSort),
)


@given(query=QUERIES, task_id=st.uuids().map(str), due_date=DATES, is_deleted=st.booleans())
def test_a_task_cursor_leads_back_to_its_place(
    *, query: TaskQuery, task_id: str, due_date: date | None, is_deleted: bool
) -> None:
    task = create_task(user_id="ada", title="T", due_date=due_date, now=utc_now(), request_id="r")
    is_record = is_deleted and query.sort.order is BY_UPDATE
    position = replace(query.sort.position_of(replace(task, id=task_id)), is_record=is_record)
    assume(query.sort.order is not BY_DUE_DATE or is_within(due_date, query))
    assert task_position(task_cursor(position, query), query) == position


def is_within(due_date: date | None, query: TaskQuery) -> bool:
    if due_date is None:
        return query.due_after is None and query.due_before is None
    return (query.due_after or date.min) <= due_date <= (query.due_before or date.max)


@given(st.uuids().map(str), st.integers(0, 253_402_300_799_999))
def test_a_user_cursor_leads_back_to_its_place(user_id: str, milliseconds: int) -> None:
    position = UserPosition(user_id, milliseconds)
    assert user_position(user_cursor(position)) == position


def test_a_cursor_is_safe_in_a_url_and_names_no_partition() -> None:
    cursor = task_cursor(TaskPosition(TASK_ID, "2026-12-01"), BY_DUE)
    assert cursor.replace("-", "").replace("_", "").isalnum()
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    assert text.split("|")[1:] == [TASK_ID, "2026-12-01"]


@given(st.text() | st.binary().map(lambda b: base64.urlsafe_b64encode(b).decode()), QUERIES)
@example("", BY_DUE)
@example("=", BY_DUE)
@example("\ud800", BY_DUE)
def test_any_other_text_is_refused(cursor: str, query: TaskQuery) -> None:
    for read in (lambda: task_position(cursor, query), lambda: user_position(cursor)):
        with pytest.raises(ProblemError) as raised:
            read()
        assert raised.value.type is ProblemType.INVALID_CURSOR


@given(QUERIES, st.text(), st.text())
@example(TaskQuery(), TASK_ID, "2026-01-01")
@example(BY_DUE, TASK_ID, "2026-02-30")
@example(BY_DUE, TASK_ID, "20260228")
@example(BY_DUE, TASK_ID.upper(), "")
@example(BY_CHANGE, TASK_ID, "1764000000000")
@example(BY_CHANGE, TASK_ID, "9" * 15)
@example(BY_CHANGE, TASK_ID, "\u0663" * 15)
@example(TaskQuery(sort=TaskSort.UPDATED, updated_after=datetime(2026, 1, 1, tzinfo=UTC)), TASK_ID, "0" * 15)
@example(TaskQuery(sort=TaskSort.DUE, due_before=date(2026, 1, 1)), TASK_ID, "")
@example(TaskQuery(sort=TaskSort.DUE, due_before=date(2026, 1, 1)), TASK_ID, "2026-01-02")
@example(TaskQuery(sort=TaskSort.DUE, due_after=date(2026, 1, 1)), TASK_ID, "2025-12-31")
def test_a_forged_place_is_refused(query: TaskQuery, task_id: str, due_text: str) -> None:
    with pytest.raises(ProblemError):
        task_position(encode(task_list(query), task_id, due_text), query)


@pytest.mark.parametrize(
    ("query", "place", "kind"),
    [(TaskQuery(), "", "d"), (BY_DUE, "2026-01-01", "d"), (BY_CHANGE, "0" * 15, "t")],
)
def test_a_forged_kind_of_place_is_refused(query: TaskQuery, place: str, kind: str) -> None:
    with pytest.raises(ProblemError):
        task_position(encode(task_list(query), TASK_ID, place, kind), query)


@pytest.mark.parametrize("created_at", ["", "-1", "1.5", "x", "٣", "253402300800000", "9" * 5000, " 1"])
def test_a_forged_time_is_refused(created_at: str) -> None:
    with pytest.raises(ProblemError):
        user_position(encode(USER_LIST, str(UUID(int=1)), created_at))


@given(QUERIES, QUERIES)
def test_a_cursor_of_another_list_is_refused(one: TaskQuery, other: TaskQuery) -> None:
    cursor = task_cursor(TaskPosition(TASK_ID), one)
    with pytest.raises(ProblemError):
        user_position(cursor)
    if one != other:
        with pytest.raises(ProblemError):
            task_position(cursor, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterQuery(TaskQuery):
    """What a later release may ask for."""

    place: str | None = None


def test_a_cursor_outlives_a_release_that_adds_a_filter() -> None:
    position, before = TaskPosition(TASK_ID), TaskQuery(status=frozenset({TaskStatus.PENDING}))
    cursor = task_cursor(position, before)
    assert cursor == "OGQ5MmRhOWVjOTQwfDAxOTBhMGEwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMHw"
    assert task_position(cursor, LaterQuery(status=frozenset({TaskStatus.PENDING}))) == position
    with pytest.raises(ProblemError):
        task_position(cursor, LaterQuery(status=frozenset({TaskStatus.PENDING}), place="home"))
