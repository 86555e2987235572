"""The one log line of a request: what was asked, how it ended and what it took, without personal data.

The line is metrics too, in CloudWatch's embedded metric format: a few members more, and `_aws`, which says what they
are. Powertools' Metrics would print a second line, which costs as much again as the first.
"""

import time
from http import HTTPStatus

from aws_lambda_powertools import Logger

from tasklake_api.consumed_capacity import ConsumedCapacity
from tasklake_api.problems import ProblemType
from tasklake_api.request import Request


class RequestLog:
    """Writes the line.

    Args:
        logger: Where to.
        metrics_namespace: CloudWatch namespace of the metrics; None leaves them out.
        capacity: Counts the units that a request consumes; None leaves them out.
    """

    def __init__(
        self,
        logger: Logger,
        *,
        metrics_namespace: str | None = None,
        capacity: ConsumedCapacity | None = None,
    ) -> None:
        self._logger = logger
        self._metrics_namespace = metrics_namespace
        self._capacity = capacity
        self._is_cold_start = True

    def write(
        self,
        request: Request,
        *,
        route: str | None,
        status: int,
        seconds: float,
        problem: ProblemType | None,
        error: Exception | None,
    ) -> None:
        """Log an answered request.

        Args:
            request: What was asked.
            route: The path's template; None where the path has no route.
            status: The status code.
            seconds: How long the answer took.
            problem: What was answered instead of a result.
            error: What the problem was made from; its stack is logged when the fault is not the client's.
        """
        is_failure = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        write = self._logger.error if is_failure else self._logger.info
        read_units, write_units = self._capacity.take() if self._capacity else (None, None)
        namespace, milliseconds = self._metrics_namespace, round(seconds * 1000, 3)
        write(
            "request",
            exc_info=error if is_failure else None,
            method=request.method,
            route=route,
            status=status,
            problem=problem.slug if problem else None,
            duration_ms=milliseconds,
            request_id=request.id,
            user_id=request.user_id,
            cold_start=self._is_cold_start,
            consumed_read_units=read_units,
            consumed_write_units=write_units,
            # Only templates become dimensions: a path without a route would be a metric of its own.
            extra=metrics(namespace, status, milliseconds) if namespace and route else None,
        )
        self._is_cold_start = False


def metrics(namespace: str, status: int, milliseconds: float) -> dict[str, object]:
    """Return the members that make metrics of a line with the members service, method and route.

    How many requests there were is the number of durations; a metric of its own would be paid for.

    The format is that of the Amazon CloudWatch User Guide, "Specification: Embedded metric format".
    """
    names = {"Duration": "Milliseconds"}
    counts: dict[str, int] = {}
    if status >= HTTPStatus.BAD_REQUEST:
        status_class = f"{status // 100}xx"
        names[status_class] = "Count"
        counts[status_class] = 1
    return {
        "_aws": {
            "Timestamp": time.time_ns() // 1_000_000,
            "CloudWatchMetrics": [
                {
                    "Namespace": namespace,
                    "Dimensions": [["service", "method", "route"]],
                    "Metrics": [{"Name": name, "Unit": unit} for name, unit in names.items()],
                }
            ],
        },
        "Duration": milliseconds,
        **counts,
    }
