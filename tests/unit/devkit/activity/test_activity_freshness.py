import time
from collections.abc import Sequence

import pytest
from rich.progress import Progress

from tasklake_devkit.activity.distribution import Distribution, distribution_of
from tasklake_devkit.activity.errors import CatchUpTimeoutError
from tasklake_devkit.activity.freshness import FreshnessWatcher
from tasklake_devkit.activity.requester import TaskVersion

FIRST, SECOND, THIRD = (TaskVersion("t1", version) for version in (1, 2, 3))


class Objects:
    """Event objects that appear one listing after the other."""

    def __init__(self, *listings: dict[str, list[TaskVersion]]) -> None:
        self.listings = list(listings)
        self.listed: dict[str, list[TaskVersion]] = {}

    def list_new(self) -> Sequence[str]:
        new = self.listings.pop(0) if self.listings else {}
        self.listed |= new
        return list(new)

    def read(self, key: str) -> Sequence[TaskVersion]:
        return self.listed[key]


class SlowObjects(Objects):
    def list_new(self) -> Sequence[str]:
        time.sleep(0.3)
        return super().list_new()


class BrokenObjects(Objects):
    def list_new(self) -> Sequence[str]:
        raise PermissionError("s3:ListBucket")


def test_freshness_is_the_time_from_the_answer_to_the_first_sight(progress: Progress) -> None:
    objects = Objects({"a": [FIRST]}, {"b": [SECOND]}, {"b again": [FIRST, SECOND], "c": [THIRD]})
    now = time.monotonic()
    with FreshnessWatcher(objects) as watcher:
        freshness = watcher.wait_for(
            {FIRST: now, SECOND: now - 10, THIRD: now + 60}, patience_seconds=5, progress=progress
        )
    assert 0.2 <= freshness.median < 10  # FIRST, seen by the first of the polls 0.2 s apart
    assert 10.4 <= freshness.max < 15  # SECOND
    assert freshness.p95 == freshness.max


def test_a_change_seen_before_its_answer_counts_as_at_once(progress: Progress) -> None:
    with FreshnessWatcher(Objects({"a": [FIRST]})) as watcher:
        freshness = watcher.wait_for({FIRST: time.monotonic() + 60}, patience_seconds=5, progress=progress)
    assert freshness == Distribution(0, 0, 0)


def test_changes_of_others_do_not_count_as_progress(progress: Progress) -> None:
    others = [{f"o{number}": [TaskVersion("other", number)]} for number in range(50)]
    now = time.monotonic()
    with (
        FreshnessWatcher(Objects({"a": [FIRST]}, *others)) as watcher,
        pytest.raises(CatchUpTimeoutError) as error,
    ):
        watcher.wait_for({FIRST: now, SECOND: now, THIRD: now}, patience_seconds=0.5, progress=progress)
    assert str(error.value).startswith(
        "2 of 3 changes are not in the lake after another 0.5 s, among them version 2 of task t1"
    )
    assert time.monotonic() - now < 5


def test_a_look_that_outlasts_the_patience_is_waited_for(progress: Progress) -> None:
    with FreshnessWatcher(SlowObjects({"a": [FIRST]})) as watcher:
        watcher.wait_for({FIRST: time.monotonic()}, patience_seconds=0.1, progress=progress)


def test_a_lake_that_cannot_be_listed_is_an_error_of_its_own(progress: Progress) -> None:
    with FreshnessWatcher(BrokenObjects()) as watcher, pytest.raises(PermissionError, match="s3:ListBucket"):
        watcher.wait_for({FIRST: time.monotonic()}, patience_seconds=5, progress=progress)


def test_the_95th_percentile_is_the_smallest_that_95_percent_do_not_exceed() -> None:
    assert distribution_of([float(number) for number in range(100, 0, -1)]) == Distribution(50.5, 95, 100)
    assert distribution_of([3.0]) == Distribution(3, 3, 3)
