import json

import pytest

from local_aws.event_source_mapping.partial_batch_response import first_failure

BATCH = ["100", "200", "300"]


def failures(*identifiers: object) -> bytes:
    return json.dumps({"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}).encode()


@pytest.mark.parametrize(
    "response",
    [b"", b"null", b"{}", b'""', failures(), b'{"batchItemFailures": null}', b'{"statusCode": 200}'],
)
def test_nothing_reported_is_success(response: bytes) -> None:
    assert first_failure(response, BATCH) is None


def test_the_lowest_sequence_number_is_the_checkpoint() -> None:
    assert first_failure(failures("300", "200"), BATCH) == 1
    assert first_failure(failures("300"), BATCH) == 2


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
    assert first_failure(response, BATCH) == 0
