"""What every error that an operator may meet has in common."""


class OperationError(Exception):
    """The message says what is wrong and what to do; the command line shows it without a stack."""
