import pytest

from tasklake_operations.verification.looks import Look
from tests.unit.operations.verification.small_looks import CREATED_AGAIN, differences, look, merged, row

STALE = look(item=row(3), view=row(2))

AGREED = {
    "the same version on both sides": (look(item=row(2), view=row(2)), None),
    "an item that arrives late": (look(item=row(2)), look(item=row(2), view=row(2))),
    "an item that is deleted before it arrives": (look(item=row(2)), look()),
    "the lake stays behind an item that keeps changing": (STALE, look(item=row(5), view=row(3))),
    "an item created after the table was read": (look(view=row(1)), look(item=row(1), view=row(1))),
    "a delete that arrives late": (look(view=row(2)), look()),
    "a delete after the first look": (look(item=row(2), view=row(2)), look(view=row(2))),
    "an item that is deleted again": (look(view=row(2)), look(view=row(1, created_at=CREATED_AGAIN))),
}
DIFFERENT = {
    "an item that stays out of the lake": (look(item=row(2)), None, ("missing", "users", 2)),
    "an older version that stays": (STALE, None, ("stale", "users", 3, 2)),
    "an older life that stays": (
        look(item=row(1, created_at=CREATED_AGAIN), view=row(7)),
        None,
        ("stale", "users", 1, 7),
    ),
    "the lake does not follow an item that keeps changing": (
        STALE,
        look(item=row(5), view=row(2)),
        ("stale", "users", 5, 2),
    ),
    "an item that stays in the lake alone": (look(view=row(2)), None, ("resurrected", "users", 2)),
    "a version that the table does not have yet": (
        look(item=row(2), view=row(4)),
        None,
        ("ahead", "users", 2, 4),
    ),
}


@pytest.mark.parametrize(("first", "second"), AGREED.values(), ids=AGREED)
def test_what_may_be_on_its_way_is_no_difference(first: Look, second: Look | None) -> None:
    assert differences(first, second) == []


@pytest.mark.parametrize(("first", "second", "found"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_stays_different_is_named(first: Look, second: Look | None, found: tuple[object, ...]) -> None:
    assert differences(first, second) == [found]


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
