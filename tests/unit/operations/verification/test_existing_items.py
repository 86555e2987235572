from tests.unit.operations.verification.small_looks import CREATED_AGAIN, differences, look, merged, row


def test_the_same_version_on_both_sides_is_no_difference() -> None:
    assert differences(look(item=row(2), view=row(2))) == []


def test_an_item_that_stays_out_of_the_lake_is_missing() -> None:
    assert differences(look(item=row(2))) == [("missing", "users", 2)]


def test_an_item_that_arrives_late_is_no_difference() -> None:
    assert differences(look(item=row(2)), look(item=row(2), view=row(2))) == []


def test_an_item_that_is_deleted_before_it_arrives_is_no_difference() -> None:
    assert differences(look(item=row(2)), look()) == []


def test_an_older_version_that_stays_is_stale() -> None:
    assert differences(look(item=row(3), view=row(2))) == [("stale", "users", 3, 2)]


def test_an_older_life_that_stays_is_stale() -> None:
    seen = look(item=row(1, created_at=CREATED_AGAIN), view=row(7))
    assert differences(seen) == [("stale", "users", 1, 7)]


def test_the_lake_may_stay_behind_an_item_that_keeps_changing() -> None:
    first = look(item=row(3), view=row(2))
    assert differences(first, look(item=row(5), view=row(3))) == []


def test_an_item_that_keeps_changing_is_stale_when_the_lake_does_not_follow() -> None:
    first = look(item=row(3), view=row(2))
    assert differences(first, look(item=row(5), view=row(2))) == [("stale", "users", 5, 2)]


def test_an_item_that_stays_in_the_lake_alone_is_resurrected() -> None:
    assert differences(look(view=row(2))) == [("resurrected", "users", 2)]


def test_an_item_that_was_created_after_the_table_was_read_is_no_difference() -> None:
    assert differences(look(view=row(1)), look(item=row(1), view=row(1))) == []


def test_a_delete_that_arrives_late_is_no_difference() -> None:
    assert differences(look(view=row(2)), look()) == []


def test_a_delete_after_the_first_look_may_be_on_its_way() -> None:
    assert differences(look(item=row(2), view=row(2)), look(view=row(2))) == []


def test_an_item_that_is_deleted_again_may_be_on_its_way_out() -> None:
    first = look(view=row(2))
    assert differences(first, look(view=row(1, created_at=CREATED_AGAIN))) == []


def test_a_version_that_the_table_does_not_have_yet_is_ahead() -> None:
    assert differences(look(item=row(2), view=row(4))) == [("ahead", "users", 2, 4)]


def test_a_snapshot_may_have_a_higher_generation_than_the_item() -> None:
    snapshot = row(2, generation=1, op="snapshot")
    history = [row(1), row(2), row(3), snapshot]
    assert differences(look(item=row(2), view=snapshot, states=[snapshot], history=history)) == []


def test_a_snapshot_behind_the_item_is_stale() -> None:
    snapshot = row(2, generation=1, op="snapshot")
    seen = look(item=row(3), view=snapshot, states=[snapshot], history=[row(1), row(2), snapshot])
    assert differences(seen) == [("stale", "users", 3, 2)]


def test_what_a_restored_table_took_back_is_ahead_until_it_goes_on() -> None:
    assert differences(merged(row(1), row(2), row(3), item=row(2))) == [("ahead", "users", 2, 3)]
    again = row(3, generation=1)
    assert differences(merged(row(1), row(2), row(3), again)) == []
