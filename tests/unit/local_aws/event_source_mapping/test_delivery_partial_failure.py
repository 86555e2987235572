import json

import pytest

from local_aws.event_source_mapping.partial_batch_response import first_failure
from tests.unit.local_aws.event_source_mapping.fakes import deliver, in_turn, record, reports

BATCH = [record(number) for number in (1, 2, 3, 4)]


def test_all_from_the_lowest_reported_record_on_is_delivered_again() -> None:
    it = deliver(
        BATCH,
        in_turn(b'{"batchItemFailures": [{"itemIdentifier": "4"}, {"itemIdentifier": "2"}]}'),
        report_batch_item_failures=True,
    )

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


NUMBERS = ["100", "200", "300"]


def failures(*identifiers: object) -> bytes:
    return json.dumps({"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}).encode()


@pytest.mark.parametrize(
    "response",
    [b"", b"null", b"{}", b'""', failures(), b'{"batchItemFailures": null}', b'{"statusCode": 200}'],
)
def test_nothing_reported_is_success(response: bytes) -> None:
    assert first_failure(response, NUMBERS) is None


def test_the_lowest_sequence_number_is_the_checkpoint() -> None:
    assert first_failure(failures("300", "200"), NUMBERS) == 1
    assert first_failure(failures("300"), NUMBERS) == 2


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(failures("999"), id="unknown identifier"),
        pytest.param(failures("300", "999"), id="a single unknown identifier"),
        pytest.param(failures(""), id="empty identifier"),
        pytest.param(failures(None), id="null identifier"),
        pytest.param(failures(200), id="identifier of another type"),
        pytest.param(b'{"batchItemFailures": [{"sequenceNumber": "200"}]}', id="bad key name"),
        pytest.param(b'{"batchItemFailures": ["200"]}', id="failure that is no object"),
        pytest.param(b'{"batchItemFailures": {"itemIdentifier": "200"}}', id="no list"),
        pytest.param(b'"done"', id="text"),
        pytest.param(b"[1]", id="list"),
        pytest.param(b"not JSON", id="no JSON"),
    ],
)
def test_a_malformed_report_fails_the_whole_batch(response: bytes) -> None:
    assert first_failure(response, NUMBERS) == 0
