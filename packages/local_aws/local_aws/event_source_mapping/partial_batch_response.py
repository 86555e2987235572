"""What a function's response says of its batch, when ReportBatchItemFailures is on."""

import json
from collections.abc import Sequence

from local_aws.event_source_mapping.records import Json


def first_failure(response: bytes, sequence_numbers: Sequence[str]) -> int | None:
    """Return where the batch must be delivered again from.

    An empty or null response, or list of failures, is success. The lowest sequence number reported is the
    checkpoint. Anything else, a single identifier that is no record's included, fails the whole batch
    ("Configuring partial batch response with DynamoDB and Lambda").

    Args:
        response: What the function returned, as Lambda passes it on.
        sequence_numbers: The batch's, in order.

    Returns:
        The index in the batch, 0 for all of it; None when all succeeded.
    """
    try:
        answer: Json = json.loads(response or b"null")
    except ValueError:
        return 0
    if answer is None or answer in ("", [], {}):
        return None
    if not isinstance(answer, dict):
        return 0
    failures = answer.get("batchItemFailures")
    if failures is None or failures == []:
        return None
    if not isinstance(failures, list):
        return 0
    places = {number: place for place, number in enumerate(sequence_numbers)}
    return min(_place(failure, places) for failure in failures)


def _place(failure: Json, places: dict[str, int]) -> int:
    identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
    return places.get(identifier, 0) if isinstance(identifier, str) else 0
