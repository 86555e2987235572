"""Requests to the API over kept-alive connections, repeated where that may help."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, cast

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError
from urllib3.util.retry import RequestHistory

from tasklake_devkit.activity.callers import Caller
from tasklake_devkit.activity.errors import UnexpectedAnswerError, UnreachableError

# An HTTP API answers within 30 s.
_TIMEOUT: Final = Timeout(connect=5, read=35)
# Repeats at once, then after 0.1 s and twice as much each time, about 10 s in all.
_RETRY: Final = Retry(
    total=8,
    connect=2,
    redirect=False,
    allowed_methods=None,
    status_forcelist={HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE},
    raise_on_status=False,
    backoff_factor=0.05,
    backoff_jitter=0.1,
    backoff_max=3,
    retry_after_max=10,
)
_LONGEST_SHOWN_BODY: Final = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the last attempt of a request.

    Attributes:
        request: Method and path.
        status: HTTP status.
        etag: The ETag header as it came.
        content: The body.
        seconds: From sending the request to the answer, pauses before repeats included.
        received_at: When it came, on the monotonic clock.
        repeats: How often the request was repeated.
        maybe_applied: An earlier attempt may have taken effect, although its answer was lost.
    """

    request: str
    status: int
    etag: str | None
    content: bytes
    seconds: float
    received_at: float
    repeats: int
    maybe_applied: bool

    def field[Value: (str, int)](self, name: str, kind: type[Value]) -> Value:
        """Return a field of the body, a JSON object.

        Raises:
            UnexpectedAnswerError: The body is none, or has no such field of this kind.
        """
        try:
            body: object = json.loads(self.content)
        except ValueError as error:
            raise self.refused("a JSON object") from error
        value = cast("dict[str, object]", body).get(name) if isinstance(body, dict) else None
        if not isinstance(value, kind):
            raise self.refused(f"a JSON object with {name}")
        return value

    def refused(self, expected: str) -> UnexpectedAnswerError:
        """Return the error that this is not the answer expected."""
        body = self.content[:_LONGEST_SHOWN_BODY].decode(errors="replace")
        return UnexpectedAnswerError(
            f"{self.request} was answered with {self.status}, expected {expected}: {body}"
        )


class ApiClient:
    """Sends requests to one API; may be shared by as many threads as it has connections."""

    def __init__(self, api_url: str, *, connections: int) -> None:
        self._api_url = api_url.rstrip("/")
        self._pool = PoolManager(maxsize=connections, block=True, retries=_RETRY, timeout=_TIMEOUT)

    def close(self) -> None:
        self._pool.clear()

    def send(
        self,
        caller: Caller,
        method: str,
        path: str,
        *,
        body: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> Answer:
        """Return the answer to a request, whatever its status.

        A 429, a 503 and a lost connection are repeated a few times, a 401 once with a renewed token.

        Raises:
            UnreachableError: No answer came.
        """
        started = time.monotonic()
        token = caller.token
        response = self._request(token, method, path, body, if_match)
        earlier = _earlier_attempts(response)
        if response.status == HTTPStatus.UNAUTHORIZED:
            caller.renew(token)
            response = self._request(caller.token, method, path, body, if_match)
            earlier += _earlier_attempts(response)
        received_at = time.monotonic()
        return Answer(
            request=f"{method} {path}",
            status=response.status,
            etag=response.headers.get("ETag"),
            content=response.data,
            seconds=received_at - started,
            received_at=received_at,
            repeats=len(earlier),
            maybe_applied=any(attempt.status != HTTPStatus.TOO_MANY_REQUESTS for attempt in earlier),
        )

    def _request(
        self, token: str, method: str, path: str, body: Mapping[str, str] | None, if_match: str | None
    ) -> BaseHTTPResponse:
        headers = {"Authorization": f"Bearer {token}"}
        if if_match is not None:
            headers["If-Match"] = if_match
        try:
            return self._pool.request(method, f"{self._api_url}{path}", json=body, headers=headers)
        except HTTPError as error:
            raise UnreachableError(f"{method} {path} got no answer: {error}") from error


def _earlier_attempts(response: BaseHTTPResponse) -> tuple[RequestHistory, ...]:
    return response.retries.history if response.retries else ()
