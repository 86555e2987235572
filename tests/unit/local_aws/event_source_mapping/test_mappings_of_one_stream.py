"""Two mappings of one stream, where the function that one feeds writes what the other one reads."""

import logging
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from local_aws.event_source_mapping.account import drain, run_mappings
from local_aws.event_source_mapping.errors import MappingStoppedError
from local_aws.event_source_mapping.mapping import EventSourceMapping
from tests.unit.local_aws.event_source_mapping.fake_streams import FakeShard, FakeStreams, mapping
from tests.unit.local_aws.event_source_mapping.fakes import FakeFunction, raises, succeeds


def test_each_delivers_all_of_it(tmp_path: Path) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1", "2"])})
    functions = [FakeFunction(succeeds), FakeFunction(succeeds)]
    mappings = [
        mapping(streams, function, tmp_path / str(number), batch_size=number + 1)
        for number, function in enumerate(functions)
    ]

    with run_mappings(mappings):
        for each in mappings:
            each.wait_until_caught_up(5)

    assert [function.batches for function in functions] == [[["1"], ["2"]], [["1", "2"]]]


@pytest.mark.parametrize("is_writer_first", [True, False])
def test_nothing_is_left_when_they_are_drained_not_even_what_one_writes_for_the_other(
    tmp_path: Path, *, is_writer_first: bool
) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})
    is_draining = Event()

    def write_late(numbers: list[str]) -> bytes:
        if numbers == ["1"]:
            assert is_draining.wait(5)
            streams.shards["shard"].numbers.append("2")
        return b"null"

    writer = mapping(streams, FakeFunction(write_late), tmp_path / "writer")
    read = FakeFunction(succeeds)
    reader = mapping(streams, read, tmp_path / "reader")
    mappings = [writer, reader] if is_writer_first else [reader, writer]
    with run_mappings(mappings):
        reader.wait_until_caught_up(5)
        Timer(0.1, is_draining.set).start()
        drain(mappings, timeout_seconds=5)

        assert read.batches == [["1"], ["2"]]


def test_what_cannot_be_drained_in_time_is_told(tmp_path: Path) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})
    failing = mapping(streams, FakeFunction(raises), tmp_path)
    with run_mappings([failing]), pytest.raises(TimeoutError):
        drain([failing], timeout_seconds=0.1)


def test_one_that_stopped_by_itself_is_logged_and_told_at_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    streams = FakeStreams({"shard": FakeShard(numbers=["1"])})

    def broken(_numbers: list[str]) -> bytes:
        raise RuntimeError("a fault of ours")

    failing = mapping(streams, FakeFunction(broken), tmp_path / "failing")
    other = mapping(streams, FakeFunction(succeeds), tmp_path / "other")
    with (
        pytest.raises(MappingStoppedError, match="a fault of ours"),
        run_mappings([failing, other]),
    ):
        wait_for_error(failing)
    assert [entry.levelno for entry in caplog.records] == [logging.CRITICAL]


def wait_for_error(it: EventSourceMapping) -> None:
    while not it.error:
        time.sleep(0.001)
