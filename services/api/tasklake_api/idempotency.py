"""The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07)."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from tasklake.idempotency import IdempotencyKey
from tasklake_api.problems import ProblemError, ProblemType

MAX_LENGTH: Final = 255

STRING: Final = re.compile(r'"((?:[ !\x23-\x5b\x5d-\x7e]|\\["\\])*+)"')
"""A String of Structured Field Values (RFC 9651, section 3.3.3), which the draft asks for."""

BARE: Final = re.compile(r"[!\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")
"""What most clients send: the same without quotes, as long as no space, quote, backslash, comma or semicolon is in it."""


def key_text(headers: Mapping[str, str]) -> str | None:
    """Return the client's key, None where none is sent; quotes around it make no difference.

    Raises:
        ProblemError: The header holds no key of 1 to 255 printable ASCII characters.
    """
    value = headers.get("idempotency-key")
    if value is None:
        return None
    value = value.strip(" \t")
    if string := STRING.fullmatch(value):
        text = re.sub(r"\\(.)", r"\1", string[1])
    elif BARE.fullmatch(value):
        text = value
    else:
        raise malformed()
    if not 1 <= len(text) <= MAX_LENGTH:
        raise malformed()
    return text


def idempotency_key(text: str, method: str, owner: str, body: BaseModel) -> IdempotencyKey:
    """Return a key with the fingerprint of what is asked for.

    Fields at their defaults are left out, sent or not, so that a repetition keeps its fingerprint when a release in
    between knows one field more.
    """
    content = f"{method} {owner}\n{body.model_dump_json(exclude_defaults=True)}"
    return IdempotencyKey(text, hashlib.sha256(content.encode()).hexdigest())


def malformed() -> ProblemError:
    detail = f'Idempotency-Key takes one string of 1 to {MAX_LENGTH} printable ASCII characters, such as "8e03978e-40d5".'
    return ProblemError(
        ProblemType.INVALID_HEADER, detail, errors=[{"header": "Idempotency-Key", "detail": detail}]
    )
