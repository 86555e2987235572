from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tasklake_operations.athena import Lake
from tasklake_operations.repair import (
    TABLES_OF,
    LostFilesError,
    Mending,
    Repair,
    evidence_of,
    plan,
    refuse_lost_files,
)
from tasklake_operations.verification import Verification
from tests.integration.lake.realized_lake import WINDOWS, realize_lake
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores, named

GENERATION = 1
"""The table was restored: one of the drifts is that of a restore."""


def mend(stores: ComparedStores) -> int:
    """Mend whatever the comparison names, and return how many rows were written."""
    # Its statements answer with more than the bytes that they scanned.
    lake: Lake = cast("Any", stores.lake.sql)
    repair = Repair(
        lake,
        stores.lake.session.client("s3"),
        stores.lake.bucket,
        WINDOWS,
        lambda: stores.lake.now,
    )
    seen_at = stores.lake.now.replace(tzinfo=None)

    def mendings(verification: Verification) -> Iterator[tuple[str, Mending]]:
        for case, _ in verification.differing():
            evidence = evidence_of(case)
            row = evidence.item or [*evidence.events, *evidence.history, *evidence.states][0]
            keys = [row[name] for name in case.entity.events.keys]
            yield case.entity.name, Mending(keys, plan(evidence, generation=GENERATION, seen_at=seen_at))

    written = 0
    with stores.comparing() as verification:
        verification.run()
        for entity, some in groupby(mendings(verification), itemgetter(0)):
            written += sum(repair.mend(TABLES_OF[entity], (each for _, each in some)))
    repair.merge()
    return written


@pytest.mark.journey
def test_every_drift_is_found_and_nothing_else_and_mended(
    filled_stores: ComparedStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasklake_operations.repair.repair.KEYS_PER_STATEMENT", 2)
    for cause in drift.DRIFTS:
        cause(filled_stores)

    comparison = filled_stores.compare()
    found, expected = named(comparison), set(drift.DRIFTS.values())
    assert (set(found) - expected, expected - set(found)) == (set(), set())
    assert len(found) == len(drift.DRIFTS)
    assert comparison.suspects == len(drift.DRIFTS) - 1

    assert mend(filled_stores) > 0
    assert named(filled_stores.compare()) == [drift.DRIFTS[drift.broken_item]]
    assert mend(filled_stores) == 0


@pytest.mark.journey
@pytest.mark.parametrize(
    "cause", [drift.lost_between, drift.dropped_change], ids=lambda cause: cause.__name__
)
def test_a_repair_that_ends_before_it_forgets_is_finished_by_the_next(
    filled_stores: ComparedStores, cause: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(cause)
    cause(filled_stores)
    drift.doubled_change(filled_stores)

    class KilledError(BaseException):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Repair, "_forget", killed)
        with pytest.raises(KilledError):
            mend(filled_stores)
    mend(filled_stores)

    assert named(filled_stores.compare()) == []


def test_tables_whose_files_are_gone_are_named_with_the_way_out(
    session: EmulatorSession, tmp_path: Path
) -> None:
    lake = realize_lake(f"lake{uuid4().hex[:12]}", session, tmp_path)
    glue, s3 = lake.session.client("glue"), lake.session.client("s3")
    refuse_lost_files(glue, s3, lake.database)

    for listed in s3.list_objects_v2(Bucket=lake.bucket, Prefix="iceberg/task_").get("Contents", []):
        s3.delete_object(Bucket=lake.bucket, Key=listed.get("Key", ""))

    with pytest.raises(LostFilesError, match=r"task_states, task_history .*An emptied bucket"):
        refuse_lost_files(glue, s3, lake.database)
