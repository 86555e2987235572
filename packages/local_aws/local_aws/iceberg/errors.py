"""What can be wrong with a table that is to be made or changed."""

from local_aws.errors import LocalAwsError


class IcebergError(LocalAwsError):
    """The table was neither made nor changed; the message names it."""


class TableDefinitionError(IcebergError):
    """The definition is not valid, or would not come out as it is written."""
