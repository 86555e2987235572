"""What can be wrong between this machine and a deployed stack."""

from tasklake_operations.errors import OperationError


class PulumiError(OperationError):
    """The outputs of a stack cannot be had; the message says why, in Pulumi's words where they are its own."""


class PulumiMissingError(PulumiError):
    """There is no `pulumi` on PATH."""


class PulumiLoginError(PulumiError):
    """Pulumi has no credentials for its backend."""


class UnknownStackError(PulumiError):
    """Pulumi's backend has no stack of that name."""
