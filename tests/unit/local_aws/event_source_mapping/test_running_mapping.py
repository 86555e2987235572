"""A mapping with its threads, over a stream in memory."""

import time
from pathlib import Path
from threading import Event

import pytest

from local_aws.event_source_mapping.errors import MappingStoppedError, StreamAccessDeniedError
from tests.unit.local_aws.event_source_mapping.fake_streams import FakeShard, FakeStreams, mapping
from tests.unit.local_aws.event_source_mapping.fakes import FakeFunction, raises, succeeds


def test_children_are_read_after_their_parent(tmp_path: Path) -> None:
    streams = FakeStreams(
        {
            "child": FakeShard(parent="parent", numbers=["3", "4"]),
            "parent": FakeShard(numbers=["1", "2"], open=False),
        }
    )
    function = FakeFunction(succeeds)

    with mapping(streams, function, tmp_path) as it:
        it.wait_until_caught_up(5)
        progress = it.progress()

    assert function.batches == [["1", "2"], ["3", "4"]]
    assert progress.positions == {"parent": "SHARD_END", "child": "4"}
    assert (progress.delivered, progress.batches, progress.caught_up) == (4, 2, True)


def test_a_shard_that_splits_while_it_is_read_hands_over_at_once(tmp_path: Path) -> None:
    streams = FakeStreams({"parent": FakeShard(numbers=["1"])})
    function = FakeFunction(succeeds)

    with mapping(streams, function, tmp_path) as it:
        it.wait_until_caught_up(5)
        streams.shards["left"] = FakeShard(parent="parent", numbers=["2"])
        streams.shards["right"] = FakeShard(parent="parent", numbers=["3"])
        streams.shards["parent"].open = False
        it.wait_until_caught_up(2)

    assert sorted(function.batches) == [["1"], ["2"], ["3"]]


def test_latest_skips_what_is_there_and_a_restart_skips_nothing(tmp_path: Path) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1", "2"])})
    function = FakeFunction(succeeds)
    with mapping(streams, function, tmp_path, starting_position="LATEST") as it:
        it.wait_until_caught_up(5)
    streams.shards["shard"].numbers.append("3")

    with mapping(streams, function, tmp_path, starting_position="LATEST") as it:
        it.wait_until_caught_up(5)

    assert function.batches == [["3"]]


def test_latest_reads_all_of_a_shard_that_comes_later(tmp_path: Path) -> None:
    streams = FakeStreams({"parent": FakeShard(numbers=["1"], open=False)})
    function = FakeFunction(succeeds)
    with mapping(streams, function, tmp_path, starting_position="LATEST") as it:
        while not it.progress().positions:
            time.sleep(0.001)
    streams.shards["child"] = FakeShard(parent="parent", numbers=["2"])

    with mapping(streams, function, tmp_path, starting_position="LATEST") as it:
        it.wait_until_caught_up(5)

    assert function.batches == [["2"]]


def test_a_stop_ends_a_long_backoff_and_loses_nothing(tmp_path: Path) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})
    failing, working = FakeFunction(raises), FakeFunction(succeeds)
    it = mapping(streams, failing, tmp_path)
    it.start()
    while not failing.batches:
        time.sleep(0.001)
    began = time.monotonic()

    it.stop()

    assert time.monotonic() - began < 1
    assert it.error is None
    with mapping(streams, working, tmp_path) as restarted:
        restarted.wait_until_caught_up(5)
    assert working.batches == [["1"]]


def test_a_stream_that_forgets_what_was_never_delivered_is_a_loud_loss(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})
    failing = FakeFunction(raises)
    with mapping(streams, failing, tmp_path):
        while not failing.batches:
            time.sleep(0.001)
    streams.forget()

    with mapping(streams, FakeFunction(succeeds), tmp_path) as it:
        it.wait_until_caught_up(5)

    assert it.progress().trims == 1
    assert "LOST" in caplog.text


def test_an_invocation_that_does_not_end_is_named(tmp_path: Path) -> None:
    is_under_way, may_end = Event(), Event()

    def waits(_numbers: list[str]) -> bytes:
        is_under_way.set()
        assert may_end.wait(5)
        return b"null"

    it = mapping(FakeStreams({"shard": FakeShard(numbers=["1"])}), FakeFunction(waits), tmp_path)
    it.start()
    assert is_under_way.wait(5)
    with pytest.raises(TimeoutError, match="still runs after"):
        it.stop(timeout_seconds=0.01)
    may_end.set()
    it.stop()


def test_it_has_not_caught_up_while_a_batch_is_retried(tmp_path: Path) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})

    with mapping(streams, FakeFunction(raises), tmp_path) as it:
        with pytest.raises(TimeoutError, match="has not caught up"):
            it.wait_until_caught_up(0.1)
        assert not it.progress().caught_up


def test_an_error_stops_it_and_reaches_its_owner(tmp_path: Path) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})
    denied = StreamAccessDeniedError("no GetRecords")

    def refuse() -> None:
        raise denied

    it = mapping(streams, FakeFunction(succeeds), tmp_path, check_access=refuse)
    it.start()

    with pytest.raises(MappingStoppedError, match="no GetRecords"):
        it.wait_until_caught_up(3600)  # all of it has stopped: nobody waits so long
    it.stop()
    assert it.error is denied
