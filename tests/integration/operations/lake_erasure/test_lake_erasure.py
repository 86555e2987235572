"""A user who is erased from the table leaves the lake, too."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tasklake.models import utc_now
from tasklake_operations.lake_erasure import RawObjects
from tests.integration.operations.lake_erasure.conftest import (
    ADA,
    BOB,
    CATEGORIES,
    RELATIONS,
    ErasedStores,
    Metered,
)
from tests.integration.operations.verification.compared_stores import named

NOTHING: dict[str, list[str]] = {name: [] for name in RELATIONS}


def test_no_relation_has_a_row_of_an_erased_user_and_the_others_are_as_they_were(
    erased: ErasedStores,
) -> None:
    before = erased.rows(BOB)
    assert all(rows for name, rows in erased.rows(ADA).items() if name not in ("tasks", "users"))

    first = erased.erase()

    assert (first.objects > 0, first.rows) == (True, 19)
    assert (erased.rows(ADA), erased.rows(BOB)) == (NOTHING, before)
    assert named(erased.stores.compare()) == []
    erased.stores.lake.maintain(merge_hours=24 * 30)
    assert erased.rows(ADA) == NOTHING
    assert (erased.erase(ADA).objects, erased.erase().rows) == (0, 0)


class KilledError(BaseException):
    pass


@pytest.mark.parametrize(
    ("place", "name", "calls"),
    [
        (RawObjects, "_replace", 1),
        pytest.param(Metered, "execute", 2, marks=pytest.mark.journey),
        pytest.param(Metered, "execute", 5, marks=pytest.mark.journey),
    ],
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


def test_a_search_finds_every_copy_and_says_which_do_not_go_by_themselves(erased: ErasedStores) -> None:
    left = [each for each in erased.search(ADA) if each.goes is None]
    assert {each.version.key.split("/")[0] for each in left} == {"raw", "iceberg"}

    erased.erase()

    old = erased.search(ADA)
    assert old
    assert [each for each in old if each.goes is None] == []
    erased.stores.lake.now = utc_now() + timedelta(days=6)
    erased.erase()
    assert erased.search(ADA, CATEGORIES[ADA]) == []
    assert erased.search(CATEGORIES[BOB])
