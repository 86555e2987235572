"""Several batches of one shard at once ("Lambda parameters for Amazon DynamoDB event source mappings")."""

import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from threading import Event

from hypothesis import given
from hypothesis import strategies as st

from local_aws.event_source_mapping.frontier import Frontier
from tests.unit.local_aws.event_source_mapping.fake_streams import FakeShard, FakeStreams, mapping
from tests.unit.local_aws.event_source_mapping.fakes import Answer, FakeFunction, raises_on, succeeds

FACTOR = 4
ITEMS = 7


def stream(records: int) -> FakeStreams:
    """Return one shard with the changes of seven items, in turns."""
    numbers = [str(number) for number in range(1, records + 1)]
    return FakeStreams({"shard": FakeShard(numbers=numbers)}, item_of=item_of)


def item_of(number: str) -> str:
    return f"item {int(number) % ITEMS}"


def test_a_batch_does_not_wait_for_those_of_other_items(tmp_path: Path) -> None:
    others_are_done = Event()

    def first_waits_for_the_others(numbers: list[str]) -> Answer:
        if "1" in numbers:
            assert others_are_done.wait(5)
        elif "7" in numbers:
            others_are_done.set()
        return b"null"

    function = FakeFunction(first_waits_for_the_others)
    with mapping(stream(7), function, tmp_path, parallelization_factor=FACTOR, batch_size=1) as it:
        it.wait_until_caught_up(10)

    assert sorted(function.batches) == [[str(number)] for number in range(1, 8)]


def test_the_changes_of_one_item_keep_their_order_whatever_fails(tmp_path: Path) -> None:
    attempts: Iterator[int] = count()
    done: dict[str, list[str]] = defaultdict(list)

    def every_third_fails(numbers: list[str]) -> Answer:
        if next(attempts) % 3 == 0:
            return ValueError("boom")
        for number in numbers:
            done[item_of(number)].append(number)
        return b"null"

    function = FakeFunction(every_third_fails)
    with mapping(
        stream(70),
        function,
        tmp_path,
        longest_backoff_seconds=0.001,
        parallelization_factor=FACTOR,
        batch_size=3,
        bisect_batch_on_function_error=True,
    ) as it:
        it.wait_until_caught_up(10)
        assert it.progress().delivered == 70

    changes = [str(number) for number in range(1, 71)]
    assert done == {
        item: [number for number in changes if item_of(number) == item] for item in map(item_of, changes[:7])
    }


def test_a_restart_begins_before_the_first_change_that_is_not_done(tmp_path: Path) -> None:
    streams = stream(7)
    failing, working = FakeFunction(raises_on("1")), FakeFunction(succeeds)
    with mapping(streams, failing, tmp_path, parallelization_factor=FACTOR, batch_size=1) as it:
        while not it.progress().delivered:
            time.sleep(0.001)
    assert it.progress().positions == {"shard": "AT 1"}

    with mapping(streams, working, tmp_path, parallelization_factor=FACTOR, batch_size=1) as it:
        it.wait_until_caught_up(10)

    assert sorted(working.batches) == [[str(number)] for number in range(1, 8)]
    assert it.progress().positions == {"shard": "7"}


@given(
    lanes=st.lists(st.none() | st.integers(0, 2), max_size=12),
    order=st.randoms(use_true_random=False),
    page=st.integers(1, 5),
)
def test_the_position_never_passes_what_is_not_done_and_comes_to_the_end(
    lanes: list[int | None], order: Random, page: int
) -> None:
    saved: list[str] = []
    frontier = Frontier(saved.append)
    records = [(str(number), lane) for number, lane in enumerate(lanes)]
    unread, undone = list(records), [record for record in records if record[1] is not None]
    while unread or undone:
        ready = [record for record in undone if record not in unread]
        if unread and (not ready or order.random() < 0.5):
            frontier.read(unread[:page])
            del unread[:page]
        else:
            _, lane = order.choice(ready)
            assert lane is not None
            number = next(number for number, its_lane in ready if its_lane == lane)
            undone.remove((number, lane))
            frontier.done(lane, number)
        left = min((int(number) for number, _ in [*undone, *unread]), default=len(records))
        assert all(int(position) < left for position in saved)

    assert frontier.is_clear
    assert saved[-1:] == [number for number, _ in records[-1:]]
