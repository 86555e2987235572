from dataclasses import replace

from tests.unit.local_aws.event_source_mapping.fakes import (
    FUNCTION_ARN,
    NOW,
    Answer,
    deliver,
    in_turn,
    raises,
    record,
    shard,
)

BATCH = [record(1), record(2)]


def test_without_report_batch_item_failures_a_report_is_ignored() -> None:
    it = deliver(BATCH, in_turn(b'{"batchItemFailures": [{"itemIdentifier": "1"}]}'))

    assert it.function.batches == [["1", "2"]]


def test_after_the_last_retry_the_batch_is_discarded_and_the_next_one_delivered() -> None:
    it = shard(in_turn(ValueError(), ValueError(), ValueError()), maximum_retry_attempts=2)

    it.delivery.deliver(BATCH)
    it.delivery.deliver([record(3)])

    assert it.function.batches == [["1", "2"], ["1", "2"], ["1", "2"], ["3"]]
    assert it.destination.discards() == [("RetryAttemptsExhausted", ["1", "2"])]
    (discarded,) = it.destination.taken
    assert discarded.invoke_count == 3
    assert discarded.discarded_at == it.clock.now() > NOW
    assert discarded.mapping.function_arn == FUNCTION_ARN
    assert it.checkpoints == ["2", "3"]
    assert (it.progress.delivered, it.progress.discarded) == (1, 2)


def test_retries_back_off_exponentially_with_jitter_up_to_a_maximum() -> None:
    it = deliver(BATCH, raises, maximum_retry_attempts=6)

    assert len(it.clock.pauses) == 6
    for pause, longest in zip(it.clock.pauses, [1, 2, 4, 8, 8, 8], strict=True):
        assert longest / 2 <= pause <= longest


def test_without_a_destination_a_discarded_batch_is_dropped() -> None:
    it = shard(raises, maximum_retry_attempts=0)

    replace(it.delivery, destination=None).deliver(BATCH)

    assert it.progress.discarded == 2
    assert it.progress.destination_delivery_failures == 0
    assert it.checkpoints == ["2"]


def test_a_batch_its_destination_refuses_is_lost_and_counted() -> None:
    it = shard(raises, maximum_retry_attempts=0)
    it.destination.refuses = True

    it.delivery.deliver(BATCH)

    assert it.progress.destination_delivery_failures == 1
    assert it.checkpoints == ["2"]


def test_a_stop_leaves_the_batch_for_the_next_start() -> None:
    it = shard(raises)

    it.clock.stops_in_pause = True
    it.delivery.deliver(BATCH)

    assert it.function.batches == [["1", "2"]]
    assert it.checkpoints == []
    assert it.destination.taken == []


def throttled(_numbers: list[str]) -> Answer:
    return None


def test_a_throttled_batch_is_tried_again_and_uses_up_no_retry() -> None:
    it = deliver(BATCH, in_turn(None, None, None, ValueError()), maximum_retry_attempts=3)

    assert it.function.batches == [["1", "2"], ["1", "2"]]
    assert it.destination.taken == []
    assert len(it.clock.pauses) == 4


def test_a_throttled_batch_is_not_split() -> None:
    it = deliver([record(1), record(2)], in_turn(None), bisect_batch_on_function_error=True)

    assert it.function.batches == [["1", "2"]]


def test_only_age_ends_the_tries() -> None:
    it = deliver([record(1)], throttled, maximum_retry_attempts=0, maximum_record_age_seconds=60)

    assert it.destination.discards() == [("RecordAgeExceeded", ["1"])]
    assert it.destination.taken[0].invoke_count == 0
