from datetime import timedelta

import pytest

from tests.unit.operations.verification.small_looks import (
    CREATED_AGAIN,
    EXPIRED,
    JUST_NOW,
    LONG_AGO,
    NOW,
    delete,
    differences,
    look,
    merged,
    row,
)

TOLD = [row(1, ingested_at=LONG_AGO), delete(2, ingested_at=LONG_AGO, occurred_at=LONG_AGO)]


def test_a_deleted_life_that_is_gone_whole_is_known_from_its_raw_rows() -> None:
    assert differences(look(events=TOLD)) == [
        ("missing", "user_states", 2),
        ("unmerged", "user_history", (range(1, 3),)),
    ]


def test_what_came_within_the_window_of_the_merges_need_not_be_merged() -> None:
    events = [row(1, ingested_at=JUST_NOW), delete(2, ingested_at=JUST_NOW)]
    assert differences(look(events=events)) == []


def test_a_tombstone_must_be_there_until_it_may_have_expired() -> None:
    kept, expired = (delete(2, occurred_at=at) for at in (LONG_AGO, EXPIRED))
    assert differences(look(history=[row(1), kept])) == [("missing", "user_states", 2)]
    assert differences(look(history=[row(1), expired])) == []


def test_a_state_that_stays_behind_the_history_is_stale() -> None:
    seen = look(states=[row(1)], history=[row(1), delete(2, occurred_at=LONG_AGO)])
    assert differences(seen) == [("stale", "user_states", 1)]


def test_a_state_may_wait_for_its_merge_where_the_history_has_had_one() -> None:
    new = delete(2, ingested_at=JUST_NOW)
    assert differences(look(states=[row(1)], history=[row(1), new], events=[new])) == []


def test_an_item_that_ended_without_a_delete_is_named() -> None:
    assert differences(look(history=[row(1), row(2)])) == [("resurrected", "user_history", 2)]


def test_a_merged_life_without_raw_rows_is_invented() -> None:
    made_up = [row(1, ingested_at=LONG_AGO), row(2, ingested_at=LONG_AGO)]
    assert differences(look(history=made_up)) == [("invented", "user_history", (range(1, 3),))]
    assert differences(look(states=made_up[1:], view=made_up[1])) == [
        ("invented", "user_states", (range(2, 3),))
    ]


def test_a_version_beyond_the_items_is_invented_one_that_it_went_on_from_is_not() -> None:
    rows = [row(version, ingested_at=LONG_AGO) for version in (1, 2, 3)]
    assert differences(merged(*rows)) == []
    assert differences(merged(*rows, states=[rows[1]], item=rows[1], view=rows[1])) == [
        ("invented", "user_history", (range(3, 4),))
    ]


def test_what_is_older_than_the_raw_rows_that_are_read_is_not_invented() -> None:
    tombstone = delete(2, ingested_at=LONG_AGO, occurred_at=LONG_AGO)
    seen = look(states=[tombstone], history=[row(1), tombstone])
    assert [kind for kind, *_ in differences(seen)] == ["invented", "invented"]
    assert differences(seen, since=(NOW - timedelta(days=1)).date()) == []


def test_a_raw_row_that_comes_with_the_second_look_explains_a_merged_one() -> None:
    new = delete(2, ingested_at=JUST_NOW)
    first = look(states=[row(1)], history=[row(1), new])
    assert differences(first, look(states=[new], history=[row(1), new], events=[new])) == []


@pytest.mark.parametrize(
    ("hours", "found"), [(47, []), (49, [("unmerged", "user_history", (range(1, 2),))])], ids=["read", "due"]
)
def test_a_raw_row_must_be_merged_once_no_merge_reads_it_any_more(
    hours: int, found: list[tuple[object, ...]]
) -> None:
    told = row(1, ingested_at=NOW - timedelta(hours=hours))
    assert differences(look(item=told, view=told, states=[told], events=[told])) == found


def test_the_oldest_raw_objects_may_expire_while_they_are_compared() -> None:
    ended = delete(2, ingested_at=NOW - timedelta(days=29, hours=12))
    assert differences(look(states=[ended], history=[row(1), ended])) == []


def test_a_change_that_the_history_has_twice_is_doubled() -> None:
    assert differences(merged(row(1), row(1), row(2))) == [("doubled", "user_history", (range(1, 2),))]


def test_a_copy_that_is_gone_at_the_second_look_is_no_difference() -> None:
    assert differences(merged(row(1), row(1)), merged(row(1))) == []


def test_the_same_version_of_two_lives_and_generations_is_not_doubled() -> None:
    again = row(1, created_at=CREATED_AGAIN)
    second = row(2, created_at=CREATED_AGAIN)
    restored = row(2, created_at=CREATED_AGAIN, generation=1)
    assert differences(merged(row(1), delete(2), again, second, restored)) == []


def test_an_item_with_two_states_is_doubled() -> None:
    seen = look(item=row(2), view=row(2), states=[row(1), row(2)], history=[row(1), row(2)])
    assert differences(seen) == [("doubled", "user_states", 2)]
