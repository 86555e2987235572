"""What can go wrong with an activity."""

from pathlib import Path

from tasklake_operations.errors import OperationError


class ActivityFileError(OperationError):
    """The file is not an activity file."""


class ActivityRowError(ActivityFileError):
    """A row breaks the format or contradicts the rows before it."""

    def __init__(self, file: Path, line: int, problem: ValueError) -> None:
        super().__init__(f"{file}, line {line}, {problem}")


class ApiError(OperationError):
    """The API did not do what it was asked."""


class UnreachableError(ApiError):
    """No answer came, however often the request was repeated."""


class UnexpectedAnswerError(ApiError):
    """An answer has another status or body than its request is meant to have."""


class ReplayError(OperationError):
    """A row could not be replayed."""

    def __init__(self, line: int, row: str, problem: ApiError) -> None:
        super().__init__(f"line {line} ({row}): {problem}")


class CatchUpTimeoutError(OperationError):
    """Changes that the API answered did not reach the lake."""
