"""The server of the page: what it shows as JSON, and answers to SQL, to pages of its own alone."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Final, Self, override

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.errors import LocalAwsError
from tasklake_devkit.console.view import SystemView
from tasklake_operations.errors import OperationError

HOST: Final = "127.0.0.1"
LARGEST_STATEMENT: Final = 262_144
"""Bytes of a statement ("StartQueryExecution", Amazon Athena API Reference)."""

READ_AT_MOST: Final = 16 * LARGEST_STATEMENT
"""Of a statement that is too large: a browser that may not send its request to the end shows no answer."""

CONSOLE, REPORT = files("tasklake_devkit.console"), files("tasklake_operations.report")
FILES: Final = {
    "/": (CONSOLE, "console.html", "text/html"),
    "/console.css": (CONSOLE, "console.css", "text/css"),
    "/console.js": (CONSOLE, "console.js", "text/javascript"),
    "/report.css": (REPORT, "report.css", "text/css"),
    "/elements.js": (REPORT, "elements.js", "text/javascript"),
    "/echarts.js": (REPORT, "echarts/echarts.common.min.js", "text/javascript"),
}
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing but this server's own files, and nothing for another site's page."""


class RefusedRequestError(Exception):
    """A request that is not answered."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Console:
    """Listens while the context is open; before `show` it says that the system is starting.

    Attributes:
        url: The page's address.
    """

    url: str

    def __init__(self, port: int) -> None:
        """Listen.

        Args:
            port: On the loopback address; any other one where it is taken.
        """
        try:
            self._server = _Server((HOST, port), _Handler)
        except (OSError, OverflowError):
            self._server = _Server((HOST, 0), _Handler)
        self.url = f"http://{HOST}:{self._server.server_address[1]}/"
        self._thread = Thread(target=self._server.serve_forever, name="console", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def show(self, view: SystemView) -> None:
        """Show a system that runs, from now on."""
        self._server.view = view


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    view: SystemView | None = None

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that has gone away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType]  # whatever socketserver gave


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] - the only one that has this handler
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a file of the page, or with what the page shows."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """Answer a statement."""
        self._answer(self._post)

    def _get(self) -> tuple[bytes, str]:
        if self.path in FILES:
            folder, name, kind = FILES[self.path]
            return folder.joinpath(name).read_bytes(), f"{kind}; charset=utf-8"
        view = self.server.view
        if self.path == "/state.json":
            return as_json({"is_running": view is not None, **(view.progress() if view else {})})
        shown = self._view().tables.get(self.path.removeprefix("/").removesuffix(".json"))
        if shown is None:
            raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"The console has no {self.path}.")
        return as_json(shown())

    def _post(self) -> tuple[bytes, str]:
        if self.path != "/sql":
            raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"The console takes no {self.path}.")
        # A browser names the page's origin in every POST, and asks first where the type is none of a form's.
        if self.headers.get("Origin") != f"http://{self.headers['Host']}":
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, "Only the console's own page may ask.")
        if self.headers.get_content_type() != "application/sql":
            raise RefusedRequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the statement as application/sql."
            )
        return as_json(asdict(self._view().ask(self._statement())))

    def _statement(self) -> str:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise RefusedRequestError(HTTPStatus.LENGTH_REQUIRED, "Send a Content-Length.")
        body = self.rfile.read(min(int(length), READ_AT_MOST))
        if int(length) > LARGEST_STATEMENT:
            reason = f"The statement has {int(length):,} bytes; Athena takes {LARGEST_STATEMENT:,}."
            raise RefusedRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)
        try:
            return body.decode()
        except UnicodeDecodeError:
            raise RefusedRequestError(HTTPStatus.BAD_REQUEST, "The statement is no text in UTF-8.") from None

    def _view(self) -> SystemView:
        if self.server.view is None:
            reason = "The system is still starting: there is no lake yet. Try again in a moment."
            raise RefusedRequestError(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        return self.server.view

    def _answer(self, respond: Callable[[], tuple[bytes, str]]) -> None:
        status = HTTPStatus.OK
        try:
            self._refuse_other_hosts()
            content, kind = respond()
        except RefusedRequestError as refused:
            status, (content, kind) = refused.status, as_json({"reason": str(refused)})
        except (OperationError, LocalAwsError) as error:
            status, (content, kind) = HTTPStatus.BAD_REQUEST, as_json({"reason": str(error)})
        except (BotoCoreError, ClientError) as error:
            reason = f"The local system did not do what it was asked: {error}"
            status, (content, kind) = HTTPStatus.BAD_GATEWAY, as_json({"reason": reason})
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _refuse_other_hosts(self) -> None:
        """Refuse a page of a name that was made to lead here: it is of another origin, and its browser does not know."""
        port = self.server.server_address[1]
        if self.headers.get("Host") not in {f"{HOST}:{port}", f"localhost:{port}"}:
            raise RefusedRequestError(
                HTTPStatus.MISDIRECTED_REQUEST, f"The console is at http://{HOST}:{port}/."
            )

    @override
    def version_string(self) -> str:
        return "tasklake"

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what the system says."""


def as_json(document: object) -> tuple[bytes, str]:
    return json.dumps(document).encode(), "application/json"
