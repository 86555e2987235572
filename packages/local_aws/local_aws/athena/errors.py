"""What can go wrong between an analyst's statement and its rows."""

from local_aws.errors import LocalAwsError


class SqlError(LocalAwsError):
    """The statement has no answer; the message says why in the analyst's own terms."""


class SqlSyntaxError(SqlError):
    """The text is not Athena SQL."""


class ExecutionParameterError(SqlError):
    """The values that were given do not fit the statement's question marks."""


class UnsupportedStatementError(SqlError):
    """A statement that changes something, or that only Athena itself answers."""


class UnsupportedFunctionError(SqlError):
    """A function, or a form of it, that the local engine lacks; Athena may well have it."""


class UnknownTableError(SqlError):
    """No table, view, database or alias of that name."""


class UnknownColumnError(SqlError):
    """No column of that name among the tables of the query."""


class UnsupportedTableError(SqlError):
    """The Glue table is of a kind, or declared in a way, that the local engine does not read."""


class StaleViewError(SqlError):
    """The view's SQL no longer yields the columns that Glue declares for it."""


class QueryFailedError(SqlError):
    """The query was understood and failed: a wrong type, a value that cannot be cast, a division by zero."""


class CommitConflictError(SqlError):
    """Another writer changed the table meanwhile; nothing was written, and running the statement again is right."""

    def __init__(self, table: object) -> None:
        """Name the table."""
        super().__init__(
            f"{table} was changed by another writer meanwhile; nothing was written, run the statement again"
        )


class BytesScannedCutoffError(SqlError):
    """The statement would read more than the limit for one query allows."""
