"""Bodies of requests: JSON texts, of the media types that a route takes."""

import base64
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, takewhile
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

IDENTITY: Final = "identity"

UTF_8_NAMES: Final = frozenset({"utf-8", "utf8"})
CHARSET: Final = re.compile(r'(?:^|;)[ \t]*charset[ \t]*=[ \t]*"?([^\s;"]*)', re.IGNORECASE)
"""JSON has no such parameter (RFC 8259, section 11), yet many send it, and mean it."""

REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
"""What the gateway writes for bytes that are no UTF-8, in the bodies that it hands over as text."""

OPERATIONS: Final = frozenset({"create", "update", "delete"})
"""What an item of the one array of objects may be."""

LONGEST_NAME: Final = 100
"""A longer name of a member is the client's own, and is not told back."""


def require_media_type(headers: Mapping[str, str], media_types: Sequence[str], method: str) -> None:
    """Hold the headers that describe a body against what a route takes.

    Raises:
        ProblemError: The body is of another media type or charset, or is coded.
    """
    media_type, _, parameters = headers.get("content-type", "").partition(";")
    # RFC 5789, section 2.2, has a header of its own for PATCH.
    names = ("Accept", "Accept-Patch") if method == "PATCH" else ("Accept",)
    taken: dict[str, str] = dict.fromkeys(names, ", ".join(media_types))
    if not UTF_8_NAMES.issuperset(name.lower() for name in CHARSET.findall(parameters)):
        raise ProblemError(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body in UTF-8.", headers=taken)
    if media_type.strip().lower() not in media_types:
        detail = f"Send the body with the header Content-Type: {' or '.join(media_types)}."
        raise ProblemError(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail, headers=taken)
    if headers.get("content-encoding", IDENTITY).strip().lower() != IDENTITY:
        raise ProblemError(
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            "Send the body without a content coding.",
            headers={**taken, "Accept-Encoding": IDENTITY},
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
        if event.is_base64_encoded:
            return content.decode()
    except UnicodeError:
        raise ProblemError(ProblemType.MALFORMED_BODY, "The body is not UTF-8.") from None
    if REPLACED in text:
        raise ProblemError(
            ProblemType.MALFORMED_BODY,
            "The body is not UTF-8; if the character U+FFFD is meant, escape it as \\ufffd.",
        )
    return text


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
    # Behind the index of an operation, pydantic names the form that it has chosen, which no body does.
    places = [
        place
        for before, place in pairwise(("", *location))
        if not (isinstance(before, int) and place in OPERATIONS)
    ]
    names = takewhile(lambda name: len(name) <= LONGEST_NAME, map(str, places))
    return "#" + "".join(f"/{quote(name.replace('~', '~0').replace('/', '~1'))}" for name in names)
