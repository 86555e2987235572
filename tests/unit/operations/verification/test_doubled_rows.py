from tests.unit.operations.verification.small_looks import (
    CREATED_AGAIN,
    delete,
    differences,
    look,
    merged,
    row,
)


def test_a_change_that_the_history_has_twice_is_doubled() -> None:
    assert differences(merged(row(1), row(1), row(2))) == [("doubled", "user_history", (range(1, 2),))]


def test_a_raw_event_may_come_twice_and_beside_the_history() -> None:
    assert differences(merged(row(1), events=[row(1), row(1)])) == []


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
