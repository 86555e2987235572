"""What can go wrong between an analyst's statement and its rows."""

from local_aws.errors import LocalAwsError


class SqlError(LocalAwsError):
    """The statement has no answer; the message says why in the analyst's own terms.

    Attributes:
        code: How Athena's reasons for a failed query begin.
    """

    code: str = "GENERIC_USER_ERROR"


class SqlSyntaxError(SqlError):
    """The text is not Athena SQL."""

    code = "SYNTAX_ERROR"


class ExecutionParameterError(SqlError):
    """The values that were given do not fit the statement's question marks."""

    code = "INVALID_PARAMETER_USAGE"


class UnsupportedStatementError(SqlError):
    """A statement that changes something, or that only Athena itself answers."""

    code = "NOT_SUPPORTED"


class UnsupportedFunctionError(SqlError):
    """A function, or a form of it, that the local engine lacks; Athena may well have it."""

    code = "FUNCTION_NOT_FOUND"


class FunctionNotFoundError(SqlError):
    """Athena has no function of that name, or none that takes these arguments."""

    code = "FUNCTION_NOT_FOUND"


class TypeMismatchError(SqlError):
    """Athena does not compare, add or combine values of these types."""

    code = "TYPE_MISMATCH"


class UnknownTableError(SqlError):
    """No table, view, database or alias of that name."""

    code = "TABLE_NOT_FOUND"


class UnknownColumnError(SqlError):
    """No column of that name among the tables of the query."""

    code = "COLUMN_NOT_FOUND"


class UnsupportedTableError(SqlError):
    """The Glue table is of a kind, or declared in a way, that the local engine does not read."""

    code = "NOT_SUPPORTED"


class TableExistsError(SqlError):
    """A table is to be made that is there already."""

    code = "TABLE_ALREADY_EXISTS"

    def __init__(self, database: str, name: str) -> None:
        """Name the table, as Athena does, and the way out."""
        super().__init__(
            f"Destination table 'awsdatacatalog.{database}.{name}' already exists; DROP TABLE {database}.{name} comes first"
        )


class TableDefinitionError(SqlError):
    """A new table cannot have such a column, property or place."""

    def __init__(self, code: str, message: str) -> None:
        """Name Athena's error."""
        self.code = code
        super().__init__(message)


class AccessDeniedError(SqlError):
    """Who started the statement may not read what it names, or not write what it changes."""

    code = "PERMISSION_DENIED"


class StaleViewError(SqlError):
    """The view's SQL no longer yields the columns that Glue declares for it."""

    code = "VIEW_IS_STALE"


class QueryFailedError(SqlError):
    """The query was understood and failed: a wrong type, a value that cannot be cast, a division by zero."""


class CommitConflictError(SqlError):
    """Another writer changed the table meanwhile; nothing was written, and running the statement again is right."""

    code = "ICEBERG_COMMIT_ERROR"

    def __init__(self, table: str) -> None:
        """Name the table, with its database."""
        self.table = table
        super().__init__(
            f"{table} was changed by another writer meanwhile; nothing was written, run the statement again"
        )


class BytesScannedCutoffError(SqlError):
    """The statement would read more than the limit for one query allows."""


class StatementCancelledError(SqlError):
    """Someone stopped the statement; nothing was written."""
