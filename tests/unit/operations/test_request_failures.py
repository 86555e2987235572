import pytest

from local_aws.emulator.loopback import free_port
from local_aws.sessions import EmulatorSession
from tasklake_operations.errors import RequestFailedError, request_failures


def test_an_emulator_that_is_gone_is_a_clear_error() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with (
        pytest.raises(RequestFailedError, match=f'Could not connect to the endpoint URL: "{url}/"'),
        request_failures(),
    ):
        EmulatorSession(url).client("s3").list_buckets()
