"""What the parent asks of the emulator's address."""

import socket
from http.client import HTTPConnection, HTTPException
from typing import Final

from local_aws.emulator.errors import PortInUseError
from local_aws.emulator_process.api_gate import CLOSE_PATH

HOST: Final = "127.0.0.1"
_LONGEST_API_REQUEST_SECONDS: Final = 30


def free_port() -> int:
    """Return a port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def refuse_port_in_use(port: int) -> None:
    """Return when nobody listens there.

    Raises:
        PortInUseError: Somebody does.
    """
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise PortInUseError(
                f"Port {port} is in use. Stop what listens there, or choose another port with --port."
            )


def is_ready(port: int) -> bool:
    """Tell whether the emulator answers."""
    connection = HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/_ministack/ready")
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def close_apis(port: int) -> None:
    """Close the program's APIs for good; return when the requests under way are answered, as they are on AWS in 30 s.

    Raises:
        OSError: Nobody answers.
        HTTPException: What answers is no emulator.
    """
    connection = HTTPConnection(HOST, port, timeout=_LONGEST_API_REQUEST_SECONDS)
    try:
        connection.request("POST", CLOSE_PATH)
        connection.getresponse().read()
    except TimeoutError:
        return
    finally:
        connection.close()
