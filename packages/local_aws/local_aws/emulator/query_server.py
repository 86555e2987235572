"""Where the emulator's process hands on the queries of Athena: a server of this process, on the loopback address."""

import hmac
import json
import secrets
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final, override

from local_aws.sessions import EmulatorSession

if TYPE_CHECKING:
    from local_aws.athena.api.query_service import QueryService

_HOST: Final = "127.0.0.1"
ADDRESS_VARIABLE: Final = "LOCAL_AWS_QUERY_SERVER"
SECRET_VARIABLE: Final = "LOCAL_AWS_QUERY_SECRET"  # noqa: S105 - its name


class QueryServer:
    """Answers with a `QueryService`, which is loaded for the first query."""

    def __init__(self, session: EmulatorSession, *, mirror_root: Path) -> None:
        """Listen and answer nothing yet.

        Args:
            session: The emulator's root.
            mirror_root: Keeps copies of the lake's objects between queries.
        """
        self._session = session
        self._mirror_root = mirror_root
        self._secret = secrets.token_hex(16)
        self._lock = Lock()
        self._is_closed = False
        self._server = _Server((_HOST, 0), _Handler)
        self._server.queries = self
        self._thread = Thread(target=self._server.serve_forever, name="athena-server", daemon=True)
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the emulator's process finds it."""
        return {
            ADDRESS_VARIABLE: f"{_HOST}:{self._server.server_address[1]}",
            SECRET_VARIABLE: self._secret,
        }

    def close(self) -> None:
        """Stop the queries that run, then listening."""
        with self._lock:
            self._is_closed = True
            service: QueryService | None = self.__dict__.get("_service")
        if service is not None:
            service.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @cached_property
    def _service(self) -> "QueryService":
        # DuckDB, pyiceberg and sqlglot take a second that a system without queries does not need.
        from local_aws.athena.api.query_service import QueryService  # noqa: PLC0415 - see above

        return QueryService(self._session, mirror_root=self._mirror_root)

    def answer(self, secret: str, action: str, body: bytes, caller: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the document that answer a request of a caller, whom an ARN names."""
        from local_aws.athena.api.query_request import InvalidRequestError  # noqa: PLC0415 - see _service

        if not hmac.compare_digest(secret, self._secret):
            return 403, {"__type": "AccessDeniedException", "message": "This server is the emulator's own."}
        with self._lock:
            if self._is_closed:
                return 500, {"__type": "InternalServerException", "message": "The emulator is stopping."}
            service = self._service
        try:
            return 200, service.answer(action, json.loads(body), caller=caller)
        except InvalidRequestError as error:
            return 400, {
                "__type": "InvalidRequestException",
                "AthenaErrorCode": error.code,
                "Message": str(error),
            }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    queries: QueryServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] - the only one that has this handler
    timeout = 60

    def do_POST(self) -> None:
        """Answer a request of the emulator's process."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, document = self.server.queries.answer(
            self.headers.get("X-Secret", ""),
            self.headers.get("X-Action", ""),
            body,
            self.headers.get("X-Caller", ""),
        )
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the emulator's process logs each request."""
