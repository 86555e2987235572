"""What can come of a statement instead of its rows."""

from tasklake_operations.errors import OperationError


class SqlError(OperationError):
    """The statement has no answer; the message has Athena's reason."""


class SqlSyntaxError(SqlError):
    """Athena does not take the statement."""


class QueryFailedError(SqlError):
    """The statement failed or was cancelled."""


class MoreRunsNeededError(SqlError):
    """An OPTIMIZE or a VACUUM did what one run may do; running the statement again goes on from there."""


class CommitConflictError(SqlError):
    """Another writer changed the table meanwhile; nothing was written, and running the statement again is right."""

    def __init__(self, table: str) -> None:
        """Name the table, with its database."""
        super().__init__(
            f"{table} was changed by another writer meanwhile; nothing was written, run the statement again"
        )
