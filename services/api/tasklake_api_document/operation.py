"""What is said about one route of the API, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel

from tasklake_api.bodies import JSON, MERGE_PATCH
from tasklake_api.problems import ProblemType

type Json = dict[str, Any]  # a part of a JSON document


class Tag(Enum):
    """A group of operations, with its description."""

    TASKS = "Tasks", "The caller's own tasks."
    USER_TASKS = "Tasks of a user", "The same for the user in the path: oneself, or anybody for an admin."
    USERS = "Users", "Profiles. A user creates one before the first task."
    SERVICE = "Service", "What needs no token."

    def __init__(self, title: str, description: str) -> None:
        self.title = title
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One status that an operation succeeds with.

    Attributes:
        status: The status code.
        description: When it is sent, and what it means.
        content: By media type, the name of the body's schema or a schema; empty without a body.
        examples: Examples of a JSON body, by name.
        headers: Names of headers in the document's components, beside `x-request-id`.
        links: Links that a client can follow from here, by name.
    """

    status: HTTPStatus
    description: str
    content: Mapping[str, str | Json]
    examples: Mapping[str, object]
    headers: Sequence[str] = ()
    links: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What an operation takes.

    Attributes:
        schema: The name of the body's schema.
        examples: Examples, by name.
        media_types: What it may be sent as.
    """

    schema: str
    examples: Mapping[str, object]
    media_types: Sequence[str] = (JSON,)


MERGE_PATCH_TYPES = (MERGE_PATCH, JSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is said about a route.

    Attributes:
        id: Names the operation for good: generated clients call their functions after it.
        summary: What it does, in a few words.
        description: What a caller has to know, in CommonMark.
        tag: Where it is listed.
        answers: How it succeeds.
        problems: How it fails, beside what every route of its kind may answer.
        body: What it takes, if anything.
        query: The form of the query string, if it takes one.
        headers: Names of header parameters in the document's components.
    """

    id: str
    summary: str
    description: str
    tag: Tag
    answers: Sequence[Answer]
    problems: Sequence[ProblemType] = ()
    body: Body | None = None
    query: type[BaseModel] | None = None
    headers: Sequence[str] = ()


def json_answer(
    description: str,
    schema: str,
    examples: Mapping[str, object],
    *,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Sequence[str] = (),
) -> Answer:
    return Answer(
        status=status, description=description, content={JSON: schema}, examples=examples, headers=headers
    )


def item_answer(description: str, schema: str, **examples: object) -> Answer:
    """Return the answer that holds one item as it is stored."""
    return json_answer(description, schema, examples, headers=("ETag",))


def empty_answer(status: HTTPStatus, description: str, *, headers: Sequence[str] = ()) -> Answer:
    return Answer(status=status, description=description, content={}, examples={}, headers=headers)


HAS_IT: Final = empty_answer(HTTPStatus.NOT_MODIFIED, "You have the current version.", headers=("ETag",))
"""Of what reads an item."""
