"""A user of the API over HTTP."""

from dataclasses import dataclass, field
from typing import Any, Final

import urllib3

PATIENCE: Final = urllib3.Retry(
    connect=0,
    read=0,
    redirect=0,
    other=0,
    status=8,
    status_forcelist=[429],
    allowed_methods=None,
    backoff_factor=0.2,
    raise_on_status=False,
)
"""A deployed stack limits the rate of each user, and says when to come again."""


@dataclass(frozen=True)
class Client:
    """A signed-up user over HTTP."""

    api_url: str
    token: str = field(repr=False)
    user_id: str = ""

    def send(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Return the status and the parsed body."""
        answer = self.answer(method, path, body, headers)
        return answer.status, answer.json() if answer.data else None

    def answer(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        return urllib3.request(
            method,
            self.api_url + path,
            json=body,
            headers={"authorization": f"Bearer {self.token}", **(headers or {})},
            # A cold start may take longer than urllib3's own 3 s on a busy machine.
            timeout=30,
            retries=PATIENCE,
        )
