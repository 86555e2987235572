"""Times, ids and addresses."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from tasklake.models import (
    create_user,
    epoch_milliseconds,
    epoch_seconds,
    from_epoch_milliseconds,
    new_task_id,
    utc_now,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


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


def test_the_address_of_a_new_user_is_normalised() -> None:
    user = create_user(user_id="ada", email="\tAda@Example.ORG\n", name="Ada", now=NOON, request_id="first")
    assert user.email == "ada@example.org"
