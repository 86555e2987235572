"""Where the browser comes back to: a server on the loopback address, for one answer."""

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.parse import urlsplit

from tasklake_operations.sign_in.authorization_code import AppClient, AuthorizationCodeGrant, SignInError

LOOPBACK: Final = "127.0.0.1"
LONGEST_SECONDS: Final = 300
"""What a person may take to sign in."""


class _Answers(HTTPServer):
    answer: str | None = None
    path: str = "/"


class _Handler(BaseHTTPRequestHandler):
    server: _Answers  # pyright: ignore[reportIncompatibleVariableOverride]  # made for it alone

    def do_GET(self) -> None:
        """Take the answer; a browser also asks for an icon."""
        is_answer = urlsplit(self.path).path == self.server.path
        if is_answer:
            self.server.answer = self.path
        self.send_response(200 if is_answer else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"You can close this page." if is_answer else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line would hold the code."""


def signed_in(app: AppClient, open_page: Callable[[str], object], *, seconds: float = LONGEST_SECONDS) -> str:
    """Let a person sign in, and return an ID token.

    Args:
        app: The application; its redirect URI is on the loopback address.
        open_page: Shows a URL to the person.
        seconds: How long the person may take.

    Raises:
        SignInError: Nobody signed in, the port is taken, or the pool refuses.
    """
    grant = AuthorizationCodeGrant(app)
    returned_to = urlsplit(app.redirect_uri)
    try:
        server = _Answers((LOOPBACK, returned_to.port or 80), _Handler)
    except OSError as error:
        raise SignInError(f"{app.redirect_uri} cannot be answered: {error}") from error
    with server:
        server.path = returned_to.path or "/"
        open_page(grant.url)
        deadline = time.monotonic() + seconds
        while server.answer is None and (left := deadline - time.monotonic()) > 0:
            server.timeout = left
            server.handle_request()
    if server.answer is None:
        raise SignInError(f"Nobody signed in within {seconds:.0f} s.")
    return grant.id_token(server.answer)
