"""Failures of DynamoDB Streams that pass."""

from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from local_aws.event_source_mapping.errors import StreamUnavailableError

_PASSING = {"InternalServerError", "LimitExceededException", "ServiceUnavailable", "ThrottlingException"}


@contextmanager
def stream_errors() -> Generator[None]:
    """Raise StreamUnavailableError for what a later try may cure; let the rest through."""
    try:
        yield
    except (BotocoreConnectionError, HTTPClientError) as error:
        raise StreamUnavailableError(str(error)) from error
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _PASSING:
            raise StreamUnavailableError(str(error)) from error
        raise
