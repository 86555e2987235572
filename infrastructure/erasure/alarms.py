"""The alarms of the erasure of users."""

from collections.abc import Iterator
from typing import Final

import pulumi

from infrastructure.observability.alarm import Alarm

AN_HOUR_MS: Final = 3_600_000


def erasure_alarms(function_name: pulumi.Input[str]) -> Iterator[Alarm]:
    function = {"FunctionName": function_name}
    yield Alarm(
        "erasure-throttles",
        "Lambda refused to run the erasure function",
        "AWS/Lambda",
        "Throttles",
        function,
    )
    yield Alarm("erasure-errors", "The erasure of a user failed", "AWS/Lambda", "Errors", function)
    yield Alarm(
        "erasure-iterator-age",
        "Marked profiles wait for an hour in a stream that keeps them for 24 hours",
        "AWS/Lambda",
        "IteratorAge",
        function,
        threshold=AN_HOUR_MS,
        statistic="Maximum",
    )
    yield Alarm(
        "erasure-destination-failures",
        "An erasure was given up and could not be written to its failure bucket: nothing continues it",
        "AWS/Lambda",
        "DestinationDeliveryFailures",
        function,
    )
