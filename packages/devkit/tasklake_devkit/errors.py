"""What every error that a user of the devkit may meet has in common."""


class DevkitError(Exception):
    """The message says what is wrong and what to do; the command line shows it without a stack."""
