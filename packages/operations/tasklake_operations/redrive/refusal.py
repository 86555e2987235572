"""Why an object of a failure bucket is left where it is."""

from typing import Final

from tasklake_operations.errors import OperationError

LOOK_AT_IT: Final = "Look at it, and delete it or move it to another folder."
READ_THE_TABLE: Final = (
    "What it held is lost; `tasklake lake verify` names what the lake lacks. Then delete it."
)
TOO_OLD: Final = (
    "It has changes older than what the lake keeps of deleted items, and could bring one back. "
    "`tasklake lake verify` names what the lake lacks. Then delete it."
)


class RefusedError(OperationError):
    """An object is not delivered; the message says why, and the way out."""
