"""Headers: those that a client may send, and those that an answer may carry."""

from collections.abc import Sequence
from typing import Final

from tasklake_api.deprecation import Deprecation
from tasklake_api_document.examples import REQUEST_ID, TASK_ID
from tasklake_api_document.operation import Json

TAG_LIST: Final = r'^(?:\*|(?:W/)?"[!#-~]*"(?:[ \t]*,[ \t]*(?:W/)?"[!#-~]*")*)$'
KEY: Final = r'^(?:"(?:[ !#-\[\]-~]|\\["\\])+"|[!#-+\--:<-\[\]-~]+)$'

SENT: Final[dict[str, Json]] = {
    "If-Match": {
        "description": "The request is carried out only while one of these entity tags is current, else it is 412.",
        # Not beside the schema: Swagger UI would send such an example with every request that is tried out.
        "schema": {"type": "string", "pattern": TAG_LIST, "examples": ['"3"', "*"]},
    },
    "If-None-Match": {
        "description": "While one of these entity tags is current, GET is 304 and a write is 412.",
        "schema": {"type": "string", "pattern": TAG_LIST, "examples": ['"3"']},
    },
    "Idempotency-Key": {
        "description": "Makes the request safe to repeat: for 24 hours, the same key with the same content gives the "
        "first answer again. See draft-ietf-httpapi-idempotency-key-header-07.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 255,
            "pattern": KEY,
            "examples": ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
        },
    },
}
PARAMETERS: Final = {name: {"name": name, "in": "header", **said} for name, said in SENT.items()}

DIGEST: Final[Json] = {
    "schema": {"type": "string", "pattern": '^W/"[0-9a-f]+"$'},
    "example": 'W/"5d41402abc4b2a76b9719d91"',
}
HEADERS: Final[dict[str, Json]] = {
    "x-request-id": {
        "description": "The id of the request; name it when you report a problem.",
        "required": True,
        "schema": {"type": "string"},
        "example": REQUEST_ID,
    },
    "x-request-id-of-function": {
        "description": "The id of the request; the gateway's own answers have none.",
        "schema": {"type": "string"},
        "example": REQUEST_ID,
    },
    "ETag": {
        "description": "Stands for the version; to be sent back as it comes.",
        "required": True,
        "schema": {"type": "string", "pattern": r'^"([1-9][0-9]*\.)?[1-9][0-9]*"$'},
        "example": '"1"',
    },
    "FileTag": {"description": "A digest of the file.", "required": True, **DIGEST},
    "FileTagIfAny": {"description": "A digest of the file; what is no file has none.", **DIGEST},
    "Location": {
        "description": "Where the new item is, relative to the URL of the request (RFC 9110, section 10.2.2).",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
        "example": f"tasks/{TASK_ID}",
    },
    "Idempotency-Replayed": {
        "description": "Sent when this is the answer to an earlier request with the same key.",
        "schema": {"type": "string", "enum": ["true"]},
        "example": "true",
    },
    "Retry-After": {
        "description": "Seconds after which to try again; the gateway's own answers have none.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
    "WWW-Authenticate": {
        "description": "The scheme to use, and why the token was refused.",
        "schema": {"type": "string"},
        "example": "Bearer",
    },
    "Accept": {
        "description": "The media types that the body may have.",
        "required": True,
        "schema": {"type": "string"},
        "example": "application/json",
    },
    "Accept-Encoding": {
        "description": "The content codings that the body may have; sent when it has another.",
        "schema": {"type": "string"},
        "example": "identity",
    },
}

DEPRECATION: Final = {
    "Deprecation": "Since when what the request uses is deprecated (RFC 9745)",
    "Sunset": "When it may stop working (RFC 8594)",
    "Link": "What to do instead",
}

SHOWN_AS: Final = {
    "FileTag": "ETag",
    "FileTagIfAny": "ETag",
    "x-request-id-of-function": "x-request-id",
}
"""Names of headers of which the document has more than one form."""


def header_references(*names: str) -> Json:
    """Return the headers of an answer, given by their names among the components."""
    return {SHOWN_AS.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in names}


def deprecation_headers(deprecations: Sequence[Deprecation]) -> Json:
    """Return the headers that tell of what is on its way out, with the values of the first; none where nothing is."""
    return {
        name: {
            "description": f"{DEPRECATION[name]}; the gateway's own answers have none.",
            "schema": {"type": "string"},
            "example": value,
        }
        for each in deprecations[:1]
        for name, value in each.headers.items()
    }
