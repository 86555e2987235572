"""What every error that an operator may meet has in common, and what a command says when AWS does not do what it is asked."""

from collections.abc import Generator
from contextlib import contextmanager


class OperationError(Exception):
    """The message says what is wrong and what to do; the command line shows it without a stack."""


class RequestFailedError(OperationError):
    """AWS, or the emulator in its place, refused a request or did not answer it."""


@contextmanager
def request_failures(whose: str = "The local system") -> Generator[None]:
    """Turn a botocore error inside the block into a RequestFailedError that begins with who failed."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  # not before a command needs AWS

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise RequestFailedError(f"{whose} did not do what it was asked: {error}") from error
