import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from local_aws.emulator.loopback import free_port
from tasklake_operations.sign_in import AppClient, SignInError, signed_in


class UserPool(HTTPServer):
    """Gives a token for the code `good` to who knows the verifier of the challenge."""

    challenge: str = ""


class TokenEndpoint(BaseHTTPRequestHandler):
    server: UserPool  # pyright: ignore[reportIncompatibleVariableOverride]  # made for it alone

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        is_good = (form["code"], form["grant_type"], challenge) == (
            "good",
            "authorization_code",
            self.server.challenge,
        )
        self.send_response(200 if is_good else 400)
        self.end_headers()
        self.wfile.write(
            json.dumps({"id_token": "the token"} if is_good else {"error": "invalid_grant"}).encode()
        )

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - the base class's name


@pytest.fixture
def pool() -> Iterator[UserPool]:
    with UserPool(("127.0.0.1", 0), TokenEndpoint) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return AppClient(f"http://127.0.0.1:{pool.server_port}", "client", f"http://localhost:{free_port()}/")


def browser(pool: UserPool, **changed: str) -> Callable[[str], None]:
    """Return a browser whose person signs in at once, and comes back with an answer."""

    def open_page(url: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert urlsplit(url).path == "/oauth2/authorize"
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        pool.challenge = asked["code_challenge"]
        answer = {"code": "good", "state": asked["state"], **changed}
        back = asked["redirect_uri"].replace("localhost", "127.0.0.1") + "?" + urlencode(answer)
        Thread(target=lambda: urlopen(back).read()).start()  # noqa: S310 - the loopback address

    return open_page


def test_who_signs_in_gets_a_token(pool: UserPool, app: AppClient) -> None:
    assert signed_in(app, browser(pool)) == "the token"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": "another"}, "the answer to another sign-in"),
        ({"code": "stolen"}, "invalid_grant"),
        ({"error": "access_denied", "error_description": "No."}, r"The sign-in page says: No\."),
    ],
)
def test_no_other_answer_is_taken(pool: UserPool, app: AppClient, changed: dict[str, str], said: str) -> None:
    with pytest.raises(SignInError, match=said):
        signed_in(app, browser(pool, **changed))


def test_nobody_is_waited_for_for_ever(app: AppClient) -> None:
    with pytest.raises(SignInError, match="Nobody signed in"):
        signed_in(app, lambda _: None, seconds=0.1)


def test_a_port_that_is_taken_is_named(pool: UserPool, app: AppClient) -> None:
    taken = AppClient(app.sign_in_url, "client", f"http://localhost:{pool.server_port}/")
    with pytest.raises(SignInError, match=f"localhost:{pool.server_port}/ cannot be answered"):
        signed_in(taken, lambda _: None)
