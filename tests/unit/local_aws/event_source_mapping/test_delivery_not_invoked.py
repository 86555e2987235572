from tests.unit.local_aws.event_source_mapping.fakes import Answer, deliver, in_turn, record


def throttled(_numbers: list[str]) -> Answer:
    return None


def test_a_throttled_batch_is_tried_again_and_uses_up_no_retry() -> None:
    it = deliver([record(1), record(2)], in_turn(None, None, None), maximum_retry_attempts=0)

    assert it.function.batches == [["1", "2"]]
    assert it.destination.taken == []
    assert len(it.clock.pauses) == 3


def test_a_throttled_batch_is_not_split() -> None:
    it = deliver([record(1), record(2)], in_turn(None), bisect_batch_on_function_error=True)

    assert it.function.batches == [["1", "2"]]


def test_only_age_ends_the_tries() -> None:
    it = deliver([record(1)], throttled, maximum_retry_attempts=0, maximum_record_age_seconds=60)

    assert it.destination.discards() == [("RecordAgeExceeded", ["1"])]
    assert it.destination.taken[0].invoke_count == 0
