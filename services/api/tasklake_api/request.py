"""One request as API Gateway hands it over (HTTP API, payload format 2.0), read on demand."""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final
from urllib.parse import parse_qsl, quote

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, TypeAdapter, ValidationError

from tasklake_api.conditions import Preconditions
from tasklake_api.identity import Caller
from tasklake_api.problems import InputError, ProblemError, ProblemType

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"

MAX_LENGTH: Final = 131_072
"""Twice what the longest task takes, fully escaped; it bounds the answer too, which names every refused field."""


class Request:
    def __init__(self, event: APIGatewayProxyEventV2) -> None:
        self._event = event
        context = event.request_context
        self.id = context.request_id
        self.method = context.http.method
        self.path = event.path
        self.has_route = event.route_key != "$default"
        self._claims: Mapping[str, str] = context.authorizer.jwt_claim

    @property
    def user_id(self) -> str | None:
        """The subject of the token; None where a route takes none."""
        return self._claims.get("sub")

    def require_token(self) -> str:
        """Return the subject of the token.

        Raises:
            ProblemError: There is no verified token.
        """
        user_id = self.user_id
        if not user_id:
            raise ProblemError(
                ProblemType.UNAUTHENTICATED,
                "Send an ID or access token as a bearer token.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return user_id

    @cached_property
    def caller(self) -> Caller:
        return Caller.from_claims(self._claims)

    @cached_property
    def headers(self) -> Mapping[str, str]:
        return self._event.headers

    @property
    def preconditions(self) -> Preconditions:
        return Preconditions.of(self.headers)

    def body[T](self, form: TypeAdapter[T], media_types: Sequence[str] = (JSON,)) -> T:
        """Read the body as JSON of a form.

        Raises:
            ProblemError: The content type is another one, or the text is too long, not JSON or not of the form.
        """
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in media_types:
            # RFC 5789, section 2.2, has a header of its own for PATCH.
            names = ("Accept", "Accept-Patch") if self.method == "PATCH" else ("Accept",)
            raise ProblemError(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                f"Send the body with the header Content-Type: {' or '.join(media_types)}.",
                headers=dict.fromkeys(names, ", ".join(media_types)),
            )
        text = self._event.body or ""
        content = base64.b64decode(text) if self._event.is_base64_encoded else text.encode()
        if len(content) > MAX_LENGTH:
            raise ProblemError(ProblemType.BODY_TOO_LARGE, f"The body may have {MAX_LENGTH} bytes.")
        try:
            return form.validate_json(content)
        except ValidationError as invalid:
            raise body_problem(invalid) from None

    def query[T: BaseModel](self, form: type[T]) -> T:
        """Read the query string.

        Raises:
            ProblemError: A parameter is unknown, repeated or of another form.
        """
        try:
            # An HTTP API joins repeated parameters with commas, but keeps the raw text.
            pairs = parse_qsl(self._event.raw_query_string, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise ProblemError(ProblemType.INVALID_PARAMETER, "The query string is not UTF-8.") from None
        parameters = dict(pairs)
        if len(parameters) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            raise parameter_problem(
                [
                    {"detail": "Give the parameter once.", "parameter": name}
                    for name, count in counts.items()
                    if count > 1
                ]
            )
        try:
            return form.model_validate_strings(parameters)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False, include_context=False, include_input=False)
            raise parameter_problem(
                [{"detail": error["msg"], "parameter": str(error["loc"][0])} for error in errors]
            ) from None


def parameter_problem(errors: Sequence[InputError]) -> ProblemError:
    names = ", ".join(error["parameter"] for error in errors if "parameter" in error)
    return ProblemError(
        ProblemType.INVALID_PARAMETER, f"These query parameters are refused: {names}.", errors=errors
    )


def body_problem(invalid: ValidationError) -> ProblemError:
    details = invalid.errors(include_url=False, include_context=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        return ProblemError(ProblemType.MALFORMED_BODY, f"{details[0]['msg']}.")
    errors: list[InputError] = [
        {"detail": detail["msg"], "pointer": json_pointer(detail["loc"])} for detail in details
    ]
    return ProblemError(
        ProblemType.VALIDATION_FAILED, "Some fields are refused; errors names each of them.", errors=errors
    )


def json_pointer(location: Sequence[str | int]) -> str:
    """Return the place of a value as a JSON Pointer in a URI fragment (RFC 6901, section 6)."""
    return "#" + "".join(f"/{quote(str(name).replace('~', '~0').replace('/', '~1'))}" for name in location)
