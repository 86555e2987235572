"""Answers of the API."""

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response
from pydantic_core import to_json

from tasklake.models import Revision
from tasklake_api.conditions import Preconditions, entity_tag
from tasklake_api.problems import ProblemError

NOT_SHARED: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
"""A cache keeps an answer for its one user and asks again with If-None-Match before each use.

Under `me`, two users of one browser may have the same path and the same entity tag.
"""

REPLAYED: Final = {"Idempotency-Replayed": "true"}

ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Two years, without subdomains: what else is at the domain is its owner's affair.
    "Strict-Transport-Security": "max-age=63072000",
}
"""What every answer tells a browser: to guess no content type, and to come by HTTPS."""


def json_response(body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response[str]:
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        body=to_json(body).decode(),
        headers={**NOT_SHARED, **(headers or {})},
    )


def representation(body: Mapping[str, object], revision: Revision) -> Response[str]:
    """Return a user or task as stored, with its entity tag."""
    return json_response(body, {"ETag": entity_tag(revision)})


def conditional_representation(
    body: Mapping[str, object], revision: Revision, preconditions: Preconditions
) -> Response[str]:
    """Return a user or task as stored, or only that the reader has it already.

    Raises:
        ProblemError: If-Match fails.
    """
    preconditions.check_match(revision)
    if preconditions.is_not_modified(revision):
        return Response(
            status_code=HTTPStatus.NOT_MODIFIED, body="", headers={**NOT_SHARED, "ETag": entity_tag(revision)}
        )
    return representation(body, revision)


def created(
    body: Mapping[str, object], location: str, revision: Revision, *, is_replay: bool = False
) -> Response[str]:
    """Return version 1 of a user or task and where it is found from now on; say if that is no news.

    The location is relative to the request's path: the function does not know what a gateway has before that.
    """
    response = representation(body, revision)
    response.status_code = HTTPStatus.CREATED
    response.headers["Location"] = location
    if is_replay:
        response.headers |= REPLAYED
    return response


def accepted(body: Mapping[str, object], revision: Revision) -> Response[str]:
    """Return what is stored while the rest of the work is still to come."""
    response = representation(body, revision)
    response.status_code = HTTPStatus.ACCEPTED
    return response


def no_content(headers: Mapping[str, str] | None = None) -> Response[str]:
    return Response(status_code=HTTPStatus.NO_CONTENT, body="", headers=headers)


def without_body(response: Response[str]) -> Response[str]:
    """Return what HEAD gets where GET gets this: the same headers, and how long the body would be."""
    if response.body:
        content = base64.b64decode(response.body) if response.base64_encoded else response.body.encode()
        response.headers["Content-Length"] = str(len(content))
    response.body, response.base64_encoded = "", False
    return response


def problem_response(error: ProblemError, request_id: str) -> Response[str]:
    """Return problem details (RFC 9457); the id of the request identifies the occurrence."""
    body: dict[str, object] = {
        "type": error.type.uri,
        "title": error.type.title,
        "status": error.type.status,
        "detail": error.detail,
        "instance": request_id,
    }
    if error.errors:
        body["errors"] = error.errors
    return Response(
        status_code=error.type.status,
        content_type="application/problem+json",
        body=to_json(body).decode(),
        headers={"Cache-Control": "no-store", **error.headers},
    )
