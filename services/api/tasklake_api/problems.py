"""Problem details for HTTP APIs (RFC 9457): the types that this API has, and the error that carries one."""

from collections.abc import Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import Final, NotRequired, TypedDict

MOST_ERRORS: Final = 20
"""How many wrong things an answer lists, so that it stays short whatever was sent."""


class ProblemType(Enum):
    """What can be wrong, with its status code and its title."""

    MALFORMED_BODY = HTTPStatus.BAD_REQUEST, "The body is not JSON"
    INVALID_PARAMETER = HTTPStatus.BAD_REQUEST, "A query parameter is unknown or invalid"
    INVALID_CURSOR = HTTPStatus.BAD_REQUEST, "The cursor does not belong to this list"
    INVALID_HEADER = HTTPStatus.BAD_REQUEST, "A header is malformed"
    UNAUTHENTICATED = HTTPStatus.UNAUTHORIZED, "The request carries no verified token"
    FORBIDDEN = HTTPStatus.FORBIDDEN, "The caller may not do this"
    ID_TOKEN_REQUIRED = HTTPStatus.FORBIDDEN, "The token does not say who the caller is"
    EMAIL_NOT_VERIFIED = HTTPStatus.FORBIDDEN, "The e-mail address is not verified"
    ROUTE_NOT_FOUND = HTTPStatus.NOT_FOUND, "There is nothing at this path"
    TASK_NOT_FOUND = HTTPStatus.NOT_FOUND, "The task does not exist"
    USER_NOT_FOUND = HTTPStatus.NOT_FOUND, "The user does not exist"
    NOT_ENABLED = HTTPStatus.NOT_FOUND, "The stack has this switched off"
    METHOD_NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED, "The path does not take this method"
    PROFILE_REQUIRED = HTTPStatus.CONFLICT, "The caller has no profile yet"
    USER_EXISTS = HTTPStatus.CONFLICT, "The user already exists"
    EMAIL_TAKEN = HTTPStatus.CONFLICT, "The e-mail address is taken"
    USER_NOT_ACTIVE = HTTPStatus.CONFLICT, "The user is being erased"
    WRITE_CONFLICT = HTTPStatus.CONFLICT, "Concurrent writes got in the way"
    USER_ERASED = HTTPStatus.GONE, "The user has been erased"
    CURSOR_EXPIRED = HTTPStatus.GONE, "The cursor is not good any more"
    VERSION_MISMATCH = HTTPStatus.PRECONDITION_FAILED, "The stored version is another one"
    BODY_TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"
    UNSUPPORTED_MEDIA_TYPE = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body has the wrong content type"
    VALIDATION_FAILED = HTTPStatus.UNPROCESSABLE_ENTITY, "The body has invalid fields"
    IDEMPOTENCY_KEY_REUSED = HTTPStatus.UNPROCESSABLE_ENTITY, "The idempotency key belongs to another request"
    RATE_LIMITED = HTTPStatus.TOO_MANY_REQUESTS, "The caller sends requests too often"
    INTERNAL_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR, "Something failed on our side"
    UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE, "The service cannot answer right now"

    def __init__(self, status: HTTPStatus, title: str) -> None:
        self.status = status
        self.title = title

    @property
    def slug(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def uri(self) -> str:
        return f"urn:tasklake:problem:{self.slug}"


class InputError(TypedDict):
    """One thing wrong with the input, and where: exactly one of the places is given.

    Attributes:
        detail: What is wrong.
        pointer: A field of the body, as a JSON Pointer in its URI fragment form (RFC 6901, section 6).
        parameter: The name of a query parameter.
        header: The name of a header.
    """

    detail: str
    pointer: NotRequired[str]
    parameter: NotRequired[str]
    header: NotRequired[str]


class ProblemError(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self,
        problem_type: ProblemType,
        detail: str,
        *,
        errors: Sequence[InputError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.type = problem_type
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
