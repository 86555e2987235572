from tests.unit.local_aws.event_source_mapping.fakes import (
    deliver,
    in_turn,
    raises,
    raises_on,
    record,
    reports,
)

EIGHT = [record(number) for number in range(1, 9)]


def test_halves_are_delivered_apart_and_in_order_until_the_poison_is_alone() -> None:
    it = deliver(EIGHT, raises_on("3"), bisect_batch_on_function_error=True, maximum_retry_attempts=0)

    assert it.function.batches == [
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        ["1", "2", "3", "4"],
        ["1", "2"],
        ["3", "4"],
        ["3"],
        ["4"],
        ["5", "6", "7", "8"],
    ]
    assert it.destination.discards() == [("RetryAttemptsExhausted", ["3"])]
    assert it.checkpoints == ["2", "3", "4", "8"]


def test_splitting_uses_up_no_retry_and_waits_for_nothing() -> None:
    it = deliver(EIGHT[:4], raises_on("1"), bisect_batch_on_function_error=True, maximum_retry_attempts=2)

    assert it.function.batches == [["1", "2", "3", "4"], ["1", "2"], ["1"], ["1"], ["1"], ["2"], ["3", "4"]]
    assert len(it.clock.pauses) == 2
    (discarded,) = it.destination.taken
    assert discarded.invoke_count == 5


def test_a_failure_that_passes_costs_no_record() -> None:
    it = deliver(EIGHT[:3], in_turn(ValueError(), ValueError()), bisect_batch_on_function_error=True)

    assert it.function.batches == [["1", "2", "3"], ["1"], ["1"], ["2", "3"]]
    assert it.progress.delivered == 3


def test_a_partial_failure_splits_the_batch_at_the_reported_record() -> None:
    it = deliver(
        EIGHT,
        reports("6"),
        bisect_batch_on_function_error=True,
        report_batch_item_failures=True,
        maximum_retry_attempts=0,
    )

    assert it.function.batches == [
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        ["6", "7", "8"],
        ["6"],
        ["7", "8"],
    ]
    assert it.checkpoints == ["5", "6", "8"]
    assert it.destination.discards() == [("RetryAttemptsExhausted", ["6"])]


def test_a_function_error_splits_in_half_with_reporting_on_too() -> None:
    it = deliver(
        EIGHT[:2],
        raises,
        bisect_batch_on_function_error=True,
        report_batch_item_failures=True,
        maximum_retry_attempts=0,
    )

    assert it.function.batches == [["1", "2"], ["1"], ["2"]]
