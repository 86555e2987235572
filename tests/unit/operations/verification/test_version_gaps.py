import pytest

from tasklake_operations.verification.version_gaps import version_gaps
from tests.unit.operations.verification.small_looks import CREATED_AGAIN, differences, look, row


@pytest.mark.parametrize(
    ("versions", "last", "gaps"),
    [
        ({1, 2, 3}, 3, ()),
        ({1, 3}, 3, (range(2, 3),)),
        ({3}, 3, (range(1, 3),)),
        ({1}, 2, (range(2, 3),)),
        (set[int](), 2, (range(1, 3),)),
        ({1, 4, 5, 9}, 9, (range(2, 4), range(6, 9))),
        ({1, 2**63 - 1}, 2**63 - 1, (range(2, 2**63 - 1),)),
        ({1, 5}, 3, (range(2, 4),)),
    ],
)
def test_what_is_missing_up_to_the_last_version(
    versions: set[int], last: int, gaps: tuple[range, ...]
) -> None:
    assert version_gaps(versions, last) == gaps


def test_a_version_between_two_others_is_a_gap_of_the_history() -> None:
    seen = look(item=row(3), view=row(3), states=[row(3)], history=[row(1), row(3)])
    assert differences(seen) == [("gap", "user_history", (range(2, 3),))]


def test_a_raw_event_fills_a_gap() -> None:
    assert differences(look(item=row(2), view=row(2), history=[row(1)], events=[row(2)])) == []


def test_a_state_without_its_change_is_a_gap() -> None:
    assert differences(look(item=row(2), view=row(2), states=[row(2)], history=[row(1)])) == [
        ("gap", "user_history", (range(2, 3),))
    ]


def test_a_deleted_life_may_have_a_gap_while_a_later_life_has_none() -> None:
    later = row(1, created_at=CREATED_AGAIN)
    seen = look(item=later, view=later, history=[row(1), row(3, is_delete=True), later])
    assert differences(seen) == [("gap", "user_history", (range(2, 3),))]


def test_a_change_that_arrives_out_of_order_is_no_gap() -> None:
    first = look(item=row(3), view=row(3), events=[row(1), row(3)])
    assert differences(first, look(item=row(3), view=row(3), events=[row(1), row(2), row(3)])) == []


def test_a_gap_behind_the_first_look_is_not_judged() -> None:
    first = look(item=row(3), view=row(3), events=[row(1), row(3)])
    second = look(item=row(6), view=row(6), events=[row(1), row(2), row(3), row(6)])
    assert differences(first, second) == []
