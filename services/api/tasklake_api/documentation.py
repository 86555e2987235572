"""The OpenAPI document and the page that shows it: files made at build time, served without a token."""

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePath
from typing import Final

from aws_lambda_powertools.event_handler import Response

from tasklake_api.conditions import EntityTags
from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.request import Request
from tasklake_api.responses import json_response

WEB_FILES: Final = Path(__file__).parent / "web"
"""Where the bundle has the files, each gzipped."""

OPENAPI: Final = "openapi.json"
PAGE: Final = "docs.html"
SIGN_IN: Final = "sign-in.json"

ASSETS: Final = frozenset(
    {"docs.js", "favicon-32x32.png", "oauth2-redirect.html", "swagger-ui-bundle.js", "swagger-ui.css"}
)

CONTENT_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
}

ELSEWHERE: Final = "https://sign-in.example"
"""Stands in the document as it is released for where a stack's users sign in (RFC 2606)."""

INLINE_SCRIPT: Final = re.compile(rb'<script>(.+?)</script>|\bon\w+="([^"]+)"', re.DOTALL)
GZIP_CONTAINER: Final = 31


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Where the user pool signs users in.

    Attributes:
        url: The base URL of the pool's domain.
        client_id: The client that the page signs in for.
    """

    url: str
    client_id: str

    @property
    def authorization_url(self) -> str:
        return f"{self.url}/oauth2/authorize"

    @property
    def token_url(self) -> str:
        return f"{self.url}/oauth2/token"

    @property
    def configuration(self) -> dict[str, object]:
        return {
            "authorization_url": self.authorization_url,
            "token_url": self.token_url,
            "client_id": self.client_id,
        }


class Documentation:
    def __init__(self, sign_in: SignInPage, folder: Path = WEB_FILES) -> None:
        self._sign_in = sign_in
        self._folder = folder
        self._gzipped: dict[str, bytes] = {}

    def document(self, request: Request) -> Response[str]:
        return self._serve(request, OPENAPI)

    def page(self, request: Request) -> Response[str]:
        return self._serve(request, PAGE)

    def without_slash(self, _: Request) -> Response[str]:
        """Lead from `/docs/` to the page, which finds its parts only from there."""
        return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, body="", headers={"Location": "../docs"})

    def asset(self, request: Request, file: str) -> Response[str]:
        if file == SIGN_IN:
            return json_response(self._sign_in.configuration)
        if file not in ASSETS:
            raise ProblemError(ProblemType.ROUTE_NOT_FOUND, f"The documentation page has no {file}.")
        return self._serve(request, file)

    def _serve(self, request: Request, name: str) -> Response[str]:
        gzipped = self._read(name)
        tag = hashlib.blake2b(gzipped, digest_size=12).hexdigest()
        suffix = PurePath(name).suffix
        headers = {
            # Weak: the coded and the plain form share it.
            "ETag": f'W/"{tag}"',
            "Cache-Control": "public, max-age=300",
            "Vary": "Accept-Encoding",
        }
        if suffix == ".html":
            headers["Content-Security-Policy"] = self._policy(gzipped)
            headers["Referrer-Policy"] = "no-referrer"
        none_match = request.headers.get("if-none-match")
        if none_match is not None and EntityTags.parse("If-None-Match", none_match).names(tag):
            # With the policy, which may have changed although the file has not; a cache takes the new one over.
            return Response(status_code=HTTPStatus.NOT_MODIFIED, body="", headers=headers)
        content = gzipped
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
        else:
            content = zlib.decompress(gzipped, wbits=GZIP_CONTAINER)
        response = Response(
            status_code=HTTPStatus.OK,
            content_type=CONTENT_TYPES[suffix],
            body=base64.b64encode(content).decode(),
            headers=headers,
        )
        response.base64_encoded = True
        return response

    def _read(self, name: str) -> bytes:
        if name not in self._gzipped:
            gzipped = (self._folder / f"{name}.gz").read_bytes()
            if name == OPENAPI:
                text = zlib.decompress(gzipped, wbits=GZIP_CONTAINER)
                # Without a time, so that every environment has the same bytes and the same tag.
                gzipped = zlib.compress(
                    text.replace(ELSEWHERE.encode(), self._sign_in.url.encode()), wbits=GZIP_CONTAINER
                )
            self._gzipped[name] = gzipped
        return self._gzipped[name]

    def _policy(self, gzipped: bytes) -> str:
        """Return what a page may do: load from here, sign in, and run the scripts that it holds itself."""
        scripts = INLINE_SCRIPT.findall(zlib.decompress(gzipped, wbits=GZIP_CONTAINER))
        hashes = "".join(f" 'sha256-{sha256_of(body or handler)}'" for body, handler in scripts)
        return "; ".join(
            (
                "default-src 'self'",
                f"connect-src 'self' {self._sign_in.token_url}",
                "img-src 'self' data:",
                f"script-src 'self'{" 'unsafe-hashes'" if hashes else ''}{hashes}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )


def sha256_of(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()


def accepts_gzip(header: str) -> bool:
    """Read an Accept-Encoding header (RFC 9110, section 12.5.3): a coding that it names counts before `*`."""
    qualities: dict[str, str] = {}
    for element in header.lower().split(","):
        coding, _, quality = element.replace(" ", "").partition(";q=")
        qualities[coding] = quality
    quality = qualities.get("gzip", qualities.get("*", "0"))
    return not quality or quality.strip("0.") != ""
