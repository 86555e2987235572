from tests.unit.operations.verification.small_looks import (
    CREATED_AGAIN,
    JUST_NOW,
    Row,
    delete,
    differences,
    look,
    merged,
    row,
)


def arrived(version: int) -> Row:
    return row(version, ingested_at=JUST_NOW)


def test_each_run_of_missing_versions_is_named() -> None:
    assert differences(merged(row(3), row(4), row(7))) == [
        ("gap", "user_history", (range(1, 3), range(5, 7)))
    ]


def test_a_gap_may_be_of_any_size() -> None:
    last = 2**63 - 1
    far = {**row(2), "version": last}
    assert differences(merged(row(1), far)) == [("gap", "user_history", (range(2, last),))]


def test_a_raw_event_fills_a_gap() -> None:
    assert (
        differences(look(item=row(2), view=row(2), states=[row(1)], history=[row(1)], events=[arrived(2)]))
        == []
    )


def test_a_state_without_its_change_is_a_gap() -> None:
    assert differences(look(item=row(2), view=row(2), states=[row(2)], history=[row(1)])) == [
        ("gap", "user_history", (range(2, 3),))
    ]


def test_a_deleted_life_may_have_a_gap_while_a_later_life_has_none() -> None:
    later = row(1, created_at=CREATED_AGAIN)
    seen = merged(row(1), delete(3), later)
    assert differences(seen) == [("gap", "user_history", (range(2, 3),))]


def test_a_change_that_arrives_out_of_order_is_no_gap() -> None:
    first = look(item=row(3), view=row(3), events=[arrived(1), arrived(3)])
    assert (
        differences(first, look(item=row(3), view=row(3), events=[arrived(1), arrived(2), arrived(3)])) == []
    )


def test_a_gap_behind_the_first_look_is_not_judged() -> None:
    first = look(item=row(3), view=row(3), events=[arrived(1), arrived(3)])
    second = look(item=row(6), view=row(6), events=[arrived(1), arrived(2), arrived(3), arrived(6)])
    assert differences(first, second) == []


def test_a_life_that_another_follows_has_an_end() -> None:
    later = row(1, created_at=CREATED_AGAIN)
    assert differences(merged(row(1), row(2), later)) == [("gap", "user_history", (range(3, 4),))]


def test_a_snapshot_begins_a_life_and_closes_a_gap() -> None:
    for before in ([], [row(1)]):
        assert differences(merged(*before, row(4, op="snapshot"), row(5))) == []


def test_a_restored_table_goes_on_from_an_earlier_version_and_only_from_one_that_was() -> None:
    history = row(1), row(2), row(3)
    assert differences(merged(*history, row(3, generation=1))) == []
    assert differences(merged(*history, row(5, generation=1))) == [("gap", "user_history", (range(4, 5),))]
