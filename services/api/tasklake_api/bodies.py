"""Bodies of requests: JSON texts, of the media types that a route takes."""

import base64
from collections.abc import Mapping, Sequence
from itertools import takewhile
from json import JSONDecoder
from typing import Final
from urllib.parse import quote

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import TypeAdapter, ValidationError

from tasklake_api.problems import MOST_ERRORS, InputError, ProblemError, ProblemType

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"

MAX_LENGTH: Final = 131_072
"""Twice what the longest task takes, fully escaped."""

LONGEST_NAME: Final = 100
"""A longer name of a member is the client's own, and is not told back."""


def require_media_type(headers: Mapping[str, str], media_types: Sequence[str], method: str) -> None:
    """Hold the content type against those that a route takes.

    Raises:
        ProblemError: It is another one.
    """
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in media_types:
        # RFC 5789, section 2.2, has a header of its own for PATCH.
        names = ("Accept", "Accept-Patch") if method == "PATCH" else ("Accept",)
        raise ProblemError(
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            f"Send the body with the header Content-Type: {' or '.join(media_types)}.",
            headers=dict.fromkeys(names, ", ".join(media_types)),
        )


def body_of(event: APIGatewayProxyEventV2) -> str:
    """Return the text of the body.

    Raises:
        ProblemError: It is too long, or not UTF-8.
    """
    text = event.body or ""
    try:
        content = base64.b64decode(text) if event.is_base64_encoded else text.encode()
        if len(content) > MAX_LENGTH:
            raise ProblemError(ProblemType.BODY_TOO_LARGE, f"The body may have {MAX_LENGTH} bytes.")
        return content.decode()
    except UnicodeError:
        raise ProblemError(ProblemType.MALFORMED_BODY, "The body is not UTF-8.") from None


def parsed[T](text: str, form: TypeAdapter[T]) -> T:
    """Read JSON of a form.

    Raises:
        ProblemError: The text is not JSON, names a member twice or is not of the form.
    """
    try:
        value = form.validate_json(text)
    except ValidationError as invalid:
        problem = problem_of_body(invalid)
        if problem.type is ProblemType.VALIDATION_FAILED:
            REPETITIONS.decode(text)
        raise problem from None
    REPETITIONS.decode(text)
    return value


def without_repetition(members: list[tuple[str, object]]) -> None:
    """Refuse an object that names a member twice: readers understand it differently (RFC 8259, section 4).

    Raises:
        ProblemError: A member is named twice.
    """
    names = {name for name, _ in members}
    if len(names) < len(members):
        for name, _ in members:
            if name not in names:
                detail = f"An object has the member {name[:LONGEST_NAME]} more than once."
                raise ProblemError(ProblemType.MALFORMED_BODY, detail)
            names.remove(name)


REPETITIONS: Final = JSONDecoder(object_pairs_hook=without_repetition, parse_int=str, parse_float=str)
"""Numbers are left as they are: the longest are refused by Python alone."""


def problem_of_body(invalid: ValidationError) -> ProblemError:
    details = invalid.errors(include_url=False, include_context=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        return ProblemError(ProblemType.MALFORMED_BODY, f"{details[0]['msg']}.")
    errors: list[InputError] = [
        {"detail": detail["msg"], "pointer": json_pointer(detail["loc"])} for detail in details[:MOST_ERRORS]
    ]
    told = "each of them" if len(details) <= MOST_ERRORS else f"{MOST_ERRORS} of these {len(details)}"
    return ProblemError(
        ProblemType.VALIDATION_FAILED, f"Some fields are refused; errors names {told}.", errors=errors
    )


def json_pointer(location: Sequence[str | int]) -> str:
    """Return the place of a value as a JSON Pointer in a URI fragment (RFC 6901, section 6).

    What a too long name leads to is pointed at by the object that holds it.
    """
    names = takewhile(lambda name: len(name) <= LONGEST_NAME, map(str, location))
    return "#" + "".join(f"/{quote(name.replace('~', '~0').replace('/', '~1'))}" for name in names)
