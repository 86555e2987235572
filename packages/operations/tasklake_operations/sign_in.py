"""Signing in to a deployed stack through the browser: the authorization code grant of a public client, with PKCE."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from tasklake_operations.errors import OperationError

ANSWER_SECONDS: Final = 30
LOOPBACK: Final = "127.0.0.1"
LONGEST_SECONDS: Final = 300
"""What a person may take to sign in."""


class SignInError(OperationError):
    """The user pool gave no token; the message says what it said instead."""


@dataclass(frozen=True, slots=True)
class AppClient:
    """An application of the user pool, and the address that it is returned to.

    Attributes:
        sign_in_url: Where the sign-in page is: scheme and host.
        client_id: The application's.
        redirect_uri: One of its callback URLs.
    """

    sign_in_url: str
    client_id: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class AuthorizationCodeGrant:
    """One sign-in (RFC 6749, section 4.1; RFC 7636; RFC 8252, section 7.3).

    Attributes:
        app: For which application.
        state: Comes back with the answer to this request alone.
        verifier: Known to who asked, and to nobody on the way.
    """

    app: AppClient
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def url(self) -> str:
        """Where the browser begins."""
        challenge = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "scope": "openid email",
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self.app.sign_in_url}/oauth2/authorize?{urlencode(query)}"

    def id_token(self, answer: str) -> str:
        """Exchange what the browser was returned with for an ID token.

        Args:
            answer: The path and query that were asked for at the redirect URI.

        Raises:
            SignInError: It is no answer to this request, or the pool refuses.
        """
        given = {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}
        if "error" in given:
            raise SignInError(f"The sign-in page says: {given.get('error_description', given['error'])}")
        if not secrets.compare_digest(given.get("state", ""), self.state) or "code" not in given:
            raise SignInError("The browser came back with the answer to another sign-in; try again.")
        form = {
            "grant_type": "authorization_code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "code": given["code"],
            "code_verifier": self.verifier,
        }
        request = Request(f"{self.app.sign_in_url}/oauth2/token", urlencode(form).encode())  # noqa: S310 - an output of the stack
        try:
            with urlopen(request, timeout=ANSWER_SECONDS) as response:  # noqa: S310 - as above
                return str(json.load(response)["id_token"])
        except HTTPError as error:
            raise SignInError(
                f"The user pool gave no token: {error.read().decode(errors='replace')}"
            ) from error
        except (URLError, KeyError, ValueError) as error:
            raise SignInError(f"The user pool gave no token: {error}") from error


class _Answers(HTTPServer):
    """Where the browser comes back to, on the loopback address, for one answer."""

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
