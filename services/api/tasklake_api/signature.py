"""Signature version 4 as botocore makes it, without doing twice what one request needs once.

botocore collects the headers to sign twice, as an e-mail message, prepares the request once more for its body, and derives
the day's key each time. Whatever is not a plain request of DynamoDB's is left to it, and so are all steps in between.
"""

# pyright: reportIncompatibleMethodOverride=false
# The stubs of botocore know no headers but its own message.

from collections.abc import Mapping
from hashlib import sha256
from hmac import digest
from http.client import HTTPMessage
from typing import ClassVar, Final
from urllib.parse import urlsplit

from botocore.auth import SIGNED_HEADERS_BLACKLIST, SigV4Auth
from botocore.awsrequest import AWSRequest

type Headers = Mapping[str, str] | HTTPMessage
"""What is signed: botocore's message, or plain headers in the order of their names."""

NOT_SIGNED: Final = frozenset(SIGNED_HEADERS_BLACKLIST)
HASHED_OTHERWISE: Final = ("checksum", "payload_signing_enabled")
"""What botocore's context has of a request whose body is not simply hashed."""


class SignatureV4(SigV4Auth):
    _key: ClassVar[tuple[str, str | None, bytes]] = ("", None, b"")
    _headers: Headers | None = None

    def add_auth(self, request: AWSRequest) -> None:
        self._headers = None
        super().add_auth(request)

    def headers_to_sign(self, request: AWSRequest) -> Headers:
        if self._headers is None:
            self._headers = headers = plain_headers(request) or super().headers_to_sign(request)
            return headers
        return self._headers

    def canonical_headers(self, headers_to_sign: Headers) -> str:
        if isinstance(headers_to_sign, HTTPMessage):
            return super().canonical_headers(headers_to_sign)
        return "\n".join([f"{name}:{' '.join(value.split())}" for name, value in headers_to_sign.items()])

    def signed_headers(self, headers_to_sign: Headers) -> str:
        if isinstance(headers_to_sign, HTTPMessage):
            return super().signed_headers(headers_to_sign)
        return ";".join(headers_to_sign)

    def payload(self, request: AWSRequest) -> str:
        body: object = request.data
        if isinstance(body, bytes) and request.context.keys().isdisjoint(HASHED_OTHERWISE):
            return sha256(body).hexdigest()
        return super().payload(request)

    def signature(self, string_to_sign: str, request: AWSRequest) -> str:
        secret, scope = self.credentials.secret_key, self.credential_scope(request)
        if SignatureV4._key[:2] != (scope, secret):
            key = f"AWS4{secret}".encode()
            for part in scope.split("/"):
                key = digest(key, part.encode(), "sha256")
            SignatureV4._key = scope, secret, key
        return digest(SignatureV4._key[2], string_to_sign.encode(), "sha256").hex()


def plain_headers(request: AWSRequest) -> Mapping[str, str] | None:
    """Return the headers to sign in the order of their names; None where one of them, or the host, is not plain."""
    host = urlsplit(str(request.url))
    headers = {name.lower(): value for name, value in request.headers.raw_items()}
    is_plain = host.hostname == host.netloc and "host" not in headers and len(headers) == len(request.headers)
    if not is_plain:
        return None
    headers["host"] = host.netloc
    return {name: headers[name] for name in sorted(headers.keys() - NOT_SIGNED)}
