"""A user of the API over HTTP."""

from dataclasses import dataclass
from typing import Any

import urllib3


@dataclass(frozen=True)
class Client:
    """A signed-up user over HTTP."""

    api_url: str
    token: str
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
            retries=False,
        )
