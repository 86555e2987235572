import pytest

from tests.unit.operations.verification.small_looks import (
    JUST_NOW,
    LONG_AGO,
    delete,
    differences,
    look,
    merged,
    row,
)


def test_the_table_whose_row_differs_from_the_item_is_named_with_its_columns() -> None:
    wrong = row(2, status="erasing")
    seen = look(item=row(2), view=wrong, states=[wrong], history=[row(1), row(2)])
    assert differences(seen) == [("altered", "user_states", 2, 2, ("status",))]


def test_the_view_is_named_where_no_table_explains_it() -> None:
    seen = merged(row(1), view=row(1, status="erasing"))
    assert differences(seen) == [("altered", "users", 1, 1, ("status",))]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("op", "insert"),
        ("occurred_at", None),
        ("previous_status", None),
        ("changed", "email"),
        ("sequence", "9"),
        ("schema_version", None),
        ("request_id", "other"),
        ("updated_at", LONG_AGO),
    ],
)
def test_each_column_of_a_merged_change_is_held_against_its_raw_row(column: str, value: object) -> None:
    told = [row(version, ingested_at=LONG_AGO) for version in (1, 2, 3)]
    altered = {**told[1], column: value}
    seen = merged(told[0], altered, told[2], events=told)
    assert differences(seen) == [("altered", "user_history", 2, (column,))]


def test_copies_of_a_change_may_be_made_at_different_times() -> None:
    copies = [row(1, ingested_at=at) for at in (LONG_AGO, JUST_NOW)]
    assert differences(merged(copies[0], events=copies)) == []


def test_of_the_raw_rows_of_a_change_the_one_made_last_holds() -> None:
    old, new = (
        delete(2, ingested_at=LONG_AGO),
        delete(2, ingested_at=LONG_AGO.replace(minute=59), sequence="7"),
    )
    assert differences(merged(row(1), new, item=None, view=None, events=[new, old])) == []
    assert differences(merged(row(1), old, item=None, view=None, events=[new, old])) == [
        ("altered", "user_history", 2, ("sequence",))
    ]


def test_a_later_raw_row_of_a_merged_change_may_wait_for_its_merge() -> None:
    old, new = delete(2, ingested_at=LONG_AGO), delete(2, ingested_at=JUST_NOW, sequence="7")
    assert differences(merged(row(1), old, item=None, view=None, events=[old, new])) == []


def test_without_a_raw_row_a_state_is_held_against_the_history() -> None:
    seen = look(states=[delete(2, status="erasing", occurred_at=LONG_AGO)], history=[row(1), delete(2)])
    assert differences(seen) == [("altered", "user_states", 2, ("status", "occurred_at"))]


def test_a_change_begins_with_the_status_that_the_one_before_led_to() -> None:
    seen = merged(row(1), row(2, previous_status="erasing"), row(3))
    assert differences(seen) == [("altered", "user_history", 2, ("previous_status",))]


def test_a_restored_table_goes_on_from_the_status_of_either_generation() -> None:
    lost = row(2, status="erasing")
    for status in ("active", "erasing"):
        again = row(3, generation=2, previous_status=status)
        history = [row(1), lost, row(2, generation=1), again]
        assert differences(look(item=again, view=again, states=[again], history=history)) == []


def test_an_item_is_judged_by_the_version_of_the_first_look() -> None:
    wrong = row(1, status="erasing")
    first = look(item=row(1), view=wrong)
    second = look(item=row(2), view=row(2), history=[wrong], events=[row(2)], states=[row(2)])
    assert differences(first, second) == [("altered", "user_history", 1, 1, ("status",))]


def test_copies_of_an_altered_row_are_one_difference() -> None:
    wrong = row(1, status="erasing", ingested_at=JUST_NOW)
    assert differences(look(item=row(1), view=row(1), events=[wrong, wrong])) == [
        ("altered", "user_events", 1, 1, ("status",))
    ]
