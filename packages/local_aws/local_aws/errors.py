"""What every error that a user of the local system may meet has in common."""


class LocalAwsError(Exception):
    """The message says what is wrong and what to do; no stack is needed to understand it."""


class StateError(LocalAwsError):
    """What earlier runs left stands in the way: to drop it is a way out, and its owner says how."""
