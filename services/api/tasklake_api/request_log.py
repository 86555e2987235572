"""The one log line of a request: what was asked and how it ended, without personal data."""

from http import HTTPStatus

from aws_lambda_powertools import Logger

from tasklake_api.problems import ProblemType
from tasklake_api.request import Request


class RequestLog:
    def __init__(self, logger: Logger) -> None:
        self._logger = logger
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
        write(
            "request",
            exc_info=error if is_failure else None,
            method=request.method,
            route=route,
            status=status,
            problem=problem.slug if problem else None,
            duration_ms=round(seconds * 1000, 3),
            request_id=request.id,
            user_id=request.user_id,
            cold_start=self._is_cold_start,
        )
        self._is_cold_start = False
