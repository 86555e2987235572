from local_aws.event_source_mapping.batching import MAXIMUM_PAYLOAD_BYTES, Batcher
from local_aws.event_source_mapping.records import invocation_payload
from tests.unit.local_aws.event_source_mapping.fakes import numbers, record


def test_without_a_window_whatever_is_there_is_sent() -> None:
    batcher = Batcher(batch_size=10, window_seconds=0)
    batcher.add(record(1))
    batcher.add(record(2))

    assert numbers(batcher.take(now=0)) == ["1", "2"]
    assert batcher.take(now=0) == []


def test_a_batch_closes_when_its_window_ends() -> None:
    batcher = Batcher(batch_size=10, window_seconds=5)
    batcher.add(record(1))

    assert batcher.take(now=100) == []
    batcher.add(record(2))
    assert batcher.take(now=104.9) == []
    assert numbers(batcher.take(now=105)) == ["1", "2"]


def test_a_full_batch_waits_for_no_window() -> None:
    batcher = Batcher(batch_size=1, window_seconds=5)
    batcher.add(record(1))

    assert numbers(batcher.take(now=0)) == ["1"]


def test_the_window_of_a_leftover_opens_after_the_delivery_before() -> None:
    batcher = Batcher(batch_size=2, window_seconds=5)
    for number in (1, 2, 3):
        batcher.add(record(number))
    assert numbers(batcher.take(now=0)) == ["1", "2"]

    # The delivery of the first batch took until 20.
    assert batcher.take(now=20) == []
    assert numbers(batcher.take(now=25)) == ["3"]


def test_a_batch_closes_before_its_payload_passes_6_mb() -> None:
    batcher = Batcher(batch_size=100, window_seconds=60)
    for number in range(7):
        batcher.add(record(number, size=1024 * 1024))

    batch = batcher.take(now=0)

    assert numbers(batch) == ["0", "1", "2", "3", "4"]
    assert len(invocation_payload(batch)) <= 6_291_456 == MAXIMUM_PAYLOAD_BYTES
    assert len(batcher) == 2


def test_a_payload_of_exactly_6_mb_is_one_batch() -> None:
    batcher = Batcher(batch_size=100, window_seconds=0)
    envelope = len(b'{"Records":[,]}')
    half = (6_291_456 - envelope) // 2
    batcher.add(record(1, size=half))
    batcher.add(record(2, size=6_291_456 - envelope - half))
    batcher.add(record(3))

    batch = batcher.take(now=0)

    assert numbers(batch) == ["1", "2"]
    assert len(invocation_payload(batch)) == 6_291_456
