"""Times, ids, versions and the rules that every change of a user or task follows."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from tasklake.models import (
    Task,
    TaskChanges,
    TaskStatus,
    User,
    UserStatus,
    create_task,
    create_user,
    epoch_milliseconds,
    epoch_seconds,
    from_epoch_milliseconds,
    new_task_id,
    normalize_email,
    utc_now,
)
from tasklake.versions import apply, change_task, change_user, erasing_effects

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


def pending_task(status: TaskStatus = TaskStatus.PENDING) -> Task:
    return create_task(user_id="ada", title="Write the report", status=status, now=NOON, request_id="first")


def changed(task: Task, changes: TaskChanges) -> Task:
    return change_task(task, changes, now=LATER, generation=1, request_id="second")


def test_a_profile_is_marked_in_its_last_version() -> None:
    user = create_user(user_id="ada", email="ada@example.org", name="Ada", now=NOON, request_id="first")

    assert apply(user, erasing_effects(now=LATER, generation=1, request_id="second")) == replace(
        user, status=UserStatus.ERASING, updated_at=LATER, version=2, generation=1, request_id="second"
    )


def test_seconds_are_cut_not_rounded() -> None:
    assert epoch_seconds(NOON + timedelta(milliseconds=999)) == 1_772_366_400


def test_now_is_utc_and_cut_to_milliseconds() -> None:
    before = datetime.now(UTC)
    now = utc_now()
    after = datetime.now(UTC)

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert before - timedelta(milliseconds=1) < now <= after


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(2026, 3, 1, 12, 0, 0, 1_000, tzinfo=UTC), 1772366400001),
        (datetime(2026, 3, 1, 12, 0, 0, 1_999, tzinfo=UTC), 1772366400001),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), 253402300799999),
        (datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2))), 1772366400000),
    ],
)
def test_a_time_is_cut_to_milliseconds_since_1970(moment: datetime, milliseconds: int) -> None:
    assert epoch_milliseconds(moment) == milliseconds


@pytest.mark.parametrize("milliseconds", [0, 1, 1772366400001, 253402300799999])
def test_milliseconds_come_back_exactly(milliseconds: int) -> None:
    moment = from_epoch_milliseconds(milliseconds)

    assert moment.tzinfo is UTC
    assert epoch_milliseconds(moment) == milliseconds


def test_task_ids_are_version_7_uuids_of_the_moment() -> None:
    before = epoch_milliseconds(utc_now())
    task_id = new_task_id()
    after = epoch_milliseconds(utc_now())

    assert task_id == str(UUID(task_id))
    assert task_id[14] == "7"
    assert task_id[19] in "89ab"
    assert before <= int(task_id.replace("-", "")[:12], 16) <= after


def test_task_ids_sort_in_the_order_they_were_made() -> None:
    ids = [new_task_id() for _ in range(10_000)]

    assert ids == sorted(set(ids))


def test_a_new_task_is_version_1_of_now() -> None:
    task = pending_task()

    assert (task.version, task.created_at, task.updated_at, task.request_id) == (1, NOON, NOON, "first")
    assert task.completed_at is None


def test_a_task_created_as_completed_was_completed_then() -> None:
    assert pending_task(TaskStatus.COMPLETED).completed_at == NOON


def test_a_new_user_is_active_under_a_normalised_address() -> None:
    user = create_user(user_id="ada", email=" Ada@Example.ORG ", name="Ada", now=NOON, request_id="first")

    assert user == User(
        id="ada",
        email="ada@example.org",
        name="Ada",
        status=UserStatus.ACTIVE,
        created_at=NOON,
        updated_at=NOON,
        version=1,
        request_id="first",
    )


def test_a_change_keeps_what_it_does_not_name() -> None:
    task = replace(pending_task(), description="With figures", category="finance")

    assert changed(task, {"category": None}) == replace(
        task, category=None, updated_at=LATER, version=2, generation=1, request_id="second"
    )


def test_a_changed_user_is_the_next_version() -> None:
    user = create_user(user_id="ada", email="ada@example.org", name="Ada", now=NOON, request_id="first")

    assert change_user(user, {"name": "Countess"}, now=LATER, generation=1, request_id="second") == replace(
        user, name="Countess", updated_at=LATER, version=2, generation=1, request_id="second"
    )


def test_models_do_not_change_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        pending_task().title = "Other"  # pyright: ignore[reportAttributeAccessIssue]  # what the test is about


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@EXAMPLE.ORG", "\tAda@example.org\n"])
def test_spellings_of_one_address_are_equal(email: str) -> None:
    assert normalize_email(email) == "ada@example.org"
