"""Which statements a run consists of, and in which order."""

from collections.abc import Sequence

from tasklake_lake.statements import Statement, statements
from tasklake_operations.errors import OperationError


class UnknownStatementError(OperationError):
    """The maintenance has no statement of that name."""


def plan(only: Sequence[str] = ()) -> list[Statement]:
    """Return the maintenance's statements: first those that merge, then those that expire.

    Args:
        only: The names of those wanted; all where empty.

    Raises:
        UnknownStatementError: There is none of a name.
    """
    every = sorted(statements("maintenance"), key=lambda statement: not statement.name.startswith("merge_"))
    names = [statement.name for statement in every]
    for name in only:
        if name not in names:
            raise UnknownStatementError(
                f"The maintenance has no statement {name}; it has {', '.join(names)}."
            )
    return [statement for statement in every if not only or statement.name in only]
