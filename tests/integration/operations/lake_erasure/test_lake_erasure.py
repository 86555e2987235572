"""A user who is erased from the table leaves the lake, too."""

from collections import Counter
from datetime import timedelta
from itertools import count
from random import Random

import pytest

from local_aws.emulator import Emulator
from tasklake.models import utc_now
from tasklake_operations.lake_erasure import rows_of_user
from tests.integration.operations.lake_erasure.conftest import (
    ADA,
    BOB,
    CATEGORIES,
    LABELS,
    RELATIONS,
    VIEWS,
    ErasedStores,
)
from tests.integration.operations.verification.compared_stores import named
from tests.integration.user_erasure.interruptions import Crash, Interruptions

EDGES = 64
"""Of a run: two of every call and statement."""


def test_a_user_gets_every_row_of_each_relation_with_lists_as_lists(erased: ErasedStores) -> None:
    batches = list(rows_of_user(erased.stores.lake.sql, ADA))

    counted = Counter(row["relation"] for batch in batches for row in batch.to_pylist())
    assert counted == erased.counts(ADA)
    labels = [
        row["labels"] for batch in batches if "labels" in batch.schema.names for row in batch.to_pylist()
    ]
    assert {tuple(each) for each in labels if each is not None} == {LABELS}


def test_no_relation_has_a_row_of_an_erased_user_and_the_others_are_as_they_were(
    erased: ErasedStores,
) -> None:
    lake, before = erased.stores.lake, erased.rows(BOB)
    assert erased.counts(ADA).keys() == set(RELATIONS) - set(VIEWS)
    late = next(each for each in reversed(erased.stores.history.changes) if each.item.id == ADA)
    edges = count()

    def redrive() -> None:
        """Deliver a change again when the objects of the first look, two queries, are rewritten."""
        if next(edges) == 4:
            lake.raw.deliver([late], lake.now)

    first = erased.erase_as(lake.session, redrive)

    assert first.rows == 19
    assert next(edges) > 4
    assert (erased.counts(ADA), erased.rows(BOB)) == ({}, before)
    for name in ("merge_near_task_history", "merge_user_states"):
        lake.run(name, merge_hours=24 * 30)
    assert erased.counts(ADA) == {}


@pytest.mark.journey
@pytest.mark.parametrize("seed", range(12))
def test_a_run_that_ends_anywhere_is_finished_by_the_next(
    erased: ErasedStores, emulator: Emulator, seed: int
) -> None:
    session = emulator.session()
    edge = Random(seed).randrange(EDGES)  # noqa: S311  # repeatable, not secret
    interruptions = Interruptions([edge], lambda: None)
    for service in ("s3", "dynamodb"):
        for event in ("before-call", "after-call"):
            session.client(service).meta.events.register(event, interruptions.pass_edge)
    with pytest.raises(Crash):
        erased.erase_as(session, interruptions.pass_edge)
    erased.stores.lake.run("merge_near_task_history")  # as goes on meanwhile

    erased.erase_as(session, interruptions.pass_edge)

    assert [each for each in erased.search(ADA, CATEGORIES[ADA]) if each.goes is None] == []
    assert named(erased.stores.compare()) == []


def test_a_search_finds_every_copy_and_says_which_do_not_go_by_themselves(erased: ErasedStores) -> None:
    left = [each for each in erased.search(ADA) if each.goes is None]
    assert {each.version.key.split("/")[0] for each in left} == {"raw", "iceberg"}

    erased.erase()

    old = erased.search(ADA)
    assert old
    assert [each for each in old if each.goes is None] == []
    erased.stores.lake.now = utc_now() + timedelta(days=6)
    again = erased.erase(ADA)
    assert (again.objects, again.rows) == (0, 0)
    assert erased.search(ADA, CATEGORIES[ADA]) == []
    assert erased.search(CATEGORIES[BOB])
