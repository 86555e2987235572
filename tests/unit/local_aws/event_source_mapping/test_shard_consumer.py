from local_aws.event_source_mapping.errors import StreamUnavailableError
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.shard_consumer import ShardConsumer
from tests.unit.local_aws.event_source_mapping.fakes import (
    FakeReader,
    Shard,
    no_thread,
    record,
    shard,
    succeeds,
)

INSERTS = FilterCriteria(['{"eventName": ["INSERT"]}'])


def consume(it: Shard, reader: FakeReader) -> None:
    consumer = ShardConsumer(reader=reader, delivery=it.delivery, start=no_thread, poll_seconds=0.1)
    consumer.run()


def test_filtered_records_move_the_checkpoint() -> None:
    it = shard(succeeds, filter_criteria=INSERTS)
    pages = [[record(1), record(2, event_name="MODIFY")], [record(3, event_name="REMOVE")]]
    it.clock.stops_in_pause = True

    consume(it, FakeReader(list(pages)))

    assert it.function.batches == [["1"]]
    assert it.checkpoints == ["2", "3"]
    assert (it.progress.delivered, it.progress.filtered) == (1, 2)


def test_a_record_held_for_its_window_is_not_passed_by_the_checkpoint() -> None:
    it = shard(succeeds, filter_criteria=INSERTS, batching_window_seconds=60)
    it.clock.stops_in_pause = True

    consume(it, FakeReader([[record(1), record(2, event_name="MODIFY")]]))

    assert it.function.batches == []
    assert it.checkpoints == []
    assert not it.progress.caught_up


def test_reading_goes_on_during_the_window() -> None:
    it = shard(succeeds, batching_window_seconds=1)

    consume(it, FakeReader([[record(1)], [], [record(2)], []], closes=True))

    assert it.function.batches == [["1", "2"]]


def test_it_has_caught_up_after_a_read_that_finds_nothing_with_nothing_held() -> None:
    it = shard(succeeds)
    before = it.clock.now()
    it.clock.time += 1
    it.clock.stops_in_pause = True

    consume(it, FakeReader([[record(1)]]))

    assert it.progress.caught_up
    assert it.progress.caught_up_since(before)
    assert not it.progress.caught_up_since(it.clock.now())


def test_an_idle_reader_pauses_between_its_reads() -> None:
    it = shard(succeeds)
    it.clock.stops_in_pause = True

    consume(it, FakeReader([]))

    assert it.clock.pauses == [0.1]


def test_a_stream_that_does_not_answer_is_read_again_later() -> None:
    it = shard(succeeds)
    down = StreamUnavailableError("down")

    consume(it, FakeReader([down, down, [record(1)]], closes=True))

    assert it.function.batches == [["1"]]
    first, _, second, *_ = it.clock.pauses
    assert 0.5 <= first <= 1
    assert 1 <= second <= 2
