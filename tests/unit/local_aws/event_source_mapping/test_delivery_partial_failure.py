from tests.unit.local_aws.event_source_mapping.fakes import deliver, in_turn, record, reports, shard

BATCH = [record(number) for number in (1, 2, 3, 4)]


def test_all_from_the_lowest_reported_record_on_is_delivered_again() -> None:
    it = shard(
        in_turn(b'{"batchItemFailures": [{"itemIdentifier": "4"}, {"itemIdentifier": "2"}]}'),
        report_batch_item_failures=True,
    )

    it.delivery.deliver(BATCH)

    # Record 3 succeeded the first time, and is sent again.
    assert it.function.batches == [["1", "2", "3", "4"], ["2", "3", "4"]]
    assert it.checkpoints == ["1", "4"]
    assert it.progress.delivered == 4


def test_a_partial_failure_uses_up_a_retry_and_then_takes_the_rest_of_the_batch_along() -> None:
    it = deliver(BATCH, reports("2"), report_batch_item_failures=True, maximum_retry_attempts=2)

    assert it.function.batches == [["1", "2", "3", "4"], ["2", "3", "4"], ["2", "3", "4"]]
    assert it.destination.discards() == [("RetryAttemptsExhausted", ["2", "3", "4"])]
    (discarded,) = it.destination.taken
    assert discarded.last_invocation is not None
    assert discarded.last_invocation.function_error is None


def test_an_unknown_identifier_fails_all_of_it() -> None:
    it = shard(
        in_turn(b'{"batchItemFailures": [{"itemIdentifier": "4"}, {"itemIdentifier": "999"}]}'),
        report_batch_item_failures=True,
    )

    it.delivery.deliver(BATCH)

    assert it.function.batches == [["1", "2", "3", "4"], ["1", "2", "3", "4"]]
