from tests.unit.operations.verification.small_looks import differences, look, row


def test_the_table_whose_row_differs_from_the_item_is_named_with_its_columns() -> None:
    seen = look(
        item=row(2),
        view=row(2, status="erasing"),
        states=[row(2, status="erasing")],
        history=[row(1), row(2)],
    )
    assert differences(seen) == [("altered", "user_states", 2, 2, ("status",))]


def test_the_view_is_named_where_no_table_explains_it() -> None:
    seen = look(item=row(1), view=row(1, status="erasing"), states=[row(1)], history=[row(1)])
    assert differences(seen) == [("altered", "users", 1, 1, ("status",))]


def test_a_version_that_the_item_has_left_behind_is_held_against_its_raw_event() -> None:
    seen = look(
        item=row(2), view=row(2), history=[row(1, status="erasing")], events=[row(1), row(2)], states=[row(2)]
    )
    assert differences(seen) == [("altered", "user_history", 1, ("status",))]


def test_without_a_raw_event_a_state_is_held_against_the_history() -> None:
    delete = row(2, is_delete=True)
    seen = look(states=[row(2, status="erasing", is_delete=True)], history=[row(1), delete])
    assert differences(seen) == [("altered", "user_states", 2, ("status",))]


def test_a_delete_that_became_an_update_is_altered() -> None:
    seen = look(history=[row(1), row(2)], events=[row(2, is_delete=True)])
    assert differences(seen) == [("altered", "user_history", 2, ("op",))]


def test_an_item_is_judged_by_the_version_of_the_first_look() -> None:
    first = look(item=row(1), view=row(1, status="erasing"))
    second = look(
        item=row(2), view=row(2), history=[row(1, status="erasing")], events=[row(2)], states=[row(2)]
    )
    assert differences(first, second) == [("altered", "user_history", 1, 1, ("status",))]


def test_copies_of_an_altered_row_are_one_difference() -> None:
    seen = look(item=row(1), view=row(1), events=[row(1, status="erasing"), row(1, status="erasing")])
    assert differences(seen) == [("altered", "user_events", 1, 1, ("status",))]
