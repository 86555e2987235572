from tests.unit.local_aws.event_source_mapping.fakes import NOW, deliver, raises, record, succeeds


def test_a_record_past_the_age_limit_is_never_sent() -> None:
    it = deliver(
        [record(1, age=61), record(2, age=60), record(3, age=59)], succeeds, maximum_record_age_seconds=60
    )

    assert it.function.batches == [["3"]]
    assert it.destination.discards() == [("RecordAgeExceeded", ["1", "2"])]
    (discarded,) = it.destination.taken
    assert discarded.last_invocation is None
    assert discarded.invoke_count == 0
    assert it.checkpoints == ["2", "3"]


def test_a_batch_that_keeps_failing_is_discarded_the_moment_it_is_too_old() -> None:
    it = deliver([record(1), record(2)], raises, maximum_record_age_seconds=60)

    assert it.destination.discards() == [("RecordAgeExceeded", ["1", "2"])]
    assert it.destination.taken[0].discarded_at == NOW + 60


def test_without_limits_a_batch_is_retried_until_the_stream_forgets_it() -> None:
    it = deliver([record(1, age=86_000)], raises)

    assert it.clock.now() == NOW + 400
    assert it.destination.discards() == [("RecordAgeExceeded", ["1"])]


def test_the_young_records_of_a_batch_outlive_the_old_ones() -> None:
    it = deliver([record(1, age=30), record(2)], raises, maximum_record_age_seconds=60)

    assert it.destination.discards() == [("RecordAgeExceeded", ["1"]), ("RecordAgeExceeded", ["2"])]
    assert [batch.discarded_at for batch in it.destination.taken] == [NOW + 30, NOW + 60]


def test_the_iterator_age_is_the_age_of_the_last_record_sent() -> None:
    it = deliver([record(1, age=9), record(2, age=7)], succeeds)

    assert it.progress.iterator_age_seconds == 7
