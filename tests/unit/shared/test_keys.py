"""What is read from a key, and what lies in a range of them."""

from datetime import date

import pytest

from tasklake import keys

TASK_ID = "01957c0e-9a00-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("after", "before", "inside", "outside"),
    [
        (date(2026, 3, 2), None, [date(2026, 3, 2), date.max], [date(2026, 3, 1), None]),
        (None, date(2026, 3, 2), [date.min, date(2026, 3, 2)], [date(2026, 3, 3), None]),
        (date(2026, 3, 2), date(2026, 3, 2), [date(2026, 3, 2)], [date(2026, 3, 1), date(2026, 3, 3), None]),
        (date.min, date.max, [date.min, date.max], [None]),
    ],
)
def test_a_range_of_due_dates_includes_its_ends_and_no_task_without_one(
    after: date | None, before: date | None, inside: list[date | None], outside: list[date | None]
) -> None:
    first, last = keys.due_date_range(after, before)

    def is_in_range(due_date: date | None) -> bool:
        return first <= keys.task_due_date_sort_key(due_date, TASK_ID) <= last

    assert [is_in_range(due_date) for due_date in inside] == [True] * len(inside)
    assert [is_in_range(due_date) for due_date in outside] == [False] * len(outside)


def test_ids_come_back_from_their_keys() -> None:
    assert keys.task_id_of(f"TASK#{TASK_ID}") == TASK_ID
    assert keys.user_id_of("USER#ada") == "ada"


@pytest.mark.parametrize("sort_key", ["PROFILE", "EMAIL", "IDEMPOTENCY#TASK#1", "task#1", ""])
def test_other_sort_keys_hold_no_task_id(sort_key: str) -> None:
    with pytest.raises(ValueError, match="is not the sort key of a task"):
        keys.task_id_of(sort_key)


@pytest.mark.parametrize("partition_key", ["EMAIL#ada@example.org", "PROFILE#active", ""])
def test_other_partition_keys_hold_no_user_id(partition_key: str) -> None:
    with pytest.raises(ValueError, match="is not the partition key of a user"):
        keys.user_id_of(partition_key)
