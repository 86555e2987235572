"""What can be wrong with a table that is to be made or changed."""

from tasklake_devkit.errors import DevkitError


class IcebergError(DevkitError):
    """The table was neither made nor changed; the message names it."""


class TableDefinitionError(IcebergError):
    """The definition is not valid, or would not come out as it is written."""


class SchemaChangeError(IcebergError):
    """A column cannot be added."""
