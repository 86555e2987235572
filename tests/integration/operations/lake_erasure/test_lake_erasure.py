"""A user who is erased from the table leaves the lake, too."""

from collections.abc import Callable

import pytest

from tasklake_operations.lake_erasure import RawObjects
from tests.integration.operations.lake_erasure.conftest import RELATIONS, ErasedStores, Metered
from tests.integration.operations.verification.compared_stores import named

NOTHING = {name: [] for name in RELATIONS}


def test_no_relation_has_a_row_of_an_erased_user_and_the_others_are_as_they_were(
    erased: ErasedStores,
) -> None:
    before = erased.rows("bob")
    assert all(rows for name, rows in erased.rows("ada").items() if name not in ("tasks", "users"))

    first = erased.erase()

    assert (first.objects > 0, first.rows) == (True, 19)
    assert (erased.rows("ada"), erased.rows("bob")) == (NOTHING, before)
    assert named(erased.stores.compare()) == []
    erased.stores.lake.maintain(merge_hours=24 * 30)
    assert erased.rows("ada") == NOTHING
    assert (erased.erase("ada").objects, erased.erase().rows) == (0, 0)


class KilledError(BaseException):
    pass


@pytest.mark.parametrize(
    ("place", "name", "calls"),
    [(RawObjects, "_replace", 1), (Metered, "execute", 2), (Metered, "execute", 5)],
)
def test_a_run_that_ends_anywhere_is_finished_by_the_next(
    erased: ErasedStores, monkeypatch: pytest.MonkeyPatch, place: type, name: str, calls: int
) -> None:
    original: Callable[..., object] = getattr(place, name)
    left = calls

    def killed(*arguments: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise KilledError
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(place, name, killed)
        with pytest.raises(KilledError):
            erased.erase()
    erased.stores.lake.run("merge_near_task_history")  # as goes on meanwhile
    erased.erase()

    again = erased.erase()
    assert (again.objects, again.rows) == (0, 0)
    assert named(erased.stores.compare()) == []
