"""What every error that a user of the local system may meet has in common."""


class LocalAwsError(Exception):
    """The message says what is wrong and what to do; no stack is needed to understand it."""
