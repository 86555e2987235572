"""An HTTP API with a JWT authorizer before the application: events as AWS documents payload format 2.0."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin

TEXT_TYPES = ("application/json", "application/javascript", "application/xml", "text/plain")
"""Bodies of these types come as text, all others as base64."""


@dataclass(frozen=True)
class Token:
    """The claims of a verified Cognito token."""

    sub: str
    email: str = ""
    is_verified: bool = True
    groups: tuple[str, ...] = ()
    use: str = "id"
    issued_at: int = 1_700_000_000

    @property
    def claims(self) -> dict[str, str]:
        claims = {"sub": self.sub, "token_use": self.use, "iat": str(self.issued_at), "exp": "1795000000"}
        if self.use == "id":
            claims |= {"email": self.email, "email_verified": str(self.is_verified).lower()}
        if self.groups:
            claims["cognito:groups"] = f"[{' '.join(self.groups)}]"
        return claims


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes
    target: str = ""

    @property
    def location(self) -> str:
        """Where the answer leads, as a client finds it (RFC 9110, section 10.2.2)."""
        return urljoin(self.target, self.headers["Location"])

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401  # what JSON is
        return json.loads(self.text)

    @property
    def problem(self) -> str:
        """The slug of the problem type."""
        assert self.headers["Content-Type"] == "application/problem+json"
        assert self.json["status"] == self.status
        assert self.json["instance"] == self.headers["x-request-id"]
        return self.json["type"].removeprefix("urn:tasklake:problem:")


@dataclass
class HttpApi:
    """Calls the function as API Gateway does."""

    handler: Callable[[dict[str, Any], Any], dict[str, Any]]
    count: int = field(default=0, init=False)

    def request(
        self,
        method: str,
        target: str,
        token: Token | None = None,
        *,
        json_body: object = None,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        route_key: str = "ANY /v1/{proxy+}",
    ) -> Answer:
        self.count += 1
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if json_body is not None:
            body = json.dumps(json_body)
            sent.setdefault("content-type", "application/json")
        event = http_event(method, target, f"request-{self.count}", sent, body)
        event["routeKey"] = event["requestContext"]["routeKey"] = route_key
        if token:
            event["requestContext"]["authorizer"] = {"jwt": {"claims": token.claims, "scopes": None}}
        answer = self.handler(json.loads(json.dumps(event)), None)
        text: str = answer["body"]
        content = base64.b64decode(text) if answer["isBase64Encoded"] else text.encode()
        return Answer(answer["statusCode"], answer["headers"], content, target)

    def get(self, target: str, token: Token, headers: Mapping[str, str] | None = None) -> Answer:
        return self.request("GET", target, token, headers=headers)

    def post(self, target: str, token: Token, json_body: object) -> Answer:
        return self.request("POST", target, token, json_body=json_body)

    def patch(
        self, target: str, token: Token, json_body: object, headers: Mapping[str, str] | None = None
    ) -> Answer:
        merge_patch = {"content-type": "application/merge-patch+json"}
        return self.request(
            "PATCH", target, token, json_body=json_body, headers={**merge_patch, **(headers or {})}
        )

    def delete(self, target: str, token: Token, headers: Mapping[str, str] | None = None) -> Answer:
        return self.request("DELETE", target, token, headers=headers)


def http_event(
    method: str, target: str, request_id: str, headers: dict[str, str], body: str | bytes | None
) -> dict[str, Any]:
    raw_path, _, raw_query = target.partition("?")
    joined: dict[str, str] = {}
    for name, value in parse_qsl(raw_query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": unquote(raw_path),
        "rawQueryString": raw_query,
        "headers": {"host": "api.example.com", **headers},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "a1b2c3d4e5",
            "http": {
                "method": method,
                "path": unquote(raw_path),
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "test",
            },
            "requestId": request_id,
            "stage": "$default",
            "timeEpoch": 1790000000000,
        },
        "isBase64Encoded": False,
    }
    if joined:
        event["queryStringParameters"] = joined
    if body is not None:
        is_text = headers.get("content-type", "").partition(";")[0] in TEXT_TYPES
        if is_text:
            event["body"] = body if isinstance(body, str) else body.decode(errors="replace")
        else:
            content = body.encode() if isinstance(body, str) else body
            event["body"] = base64.b64encode(content).decode()
        event["isBase64Encoded"] = not is_text
    return event
