"""How operations fail: the function's problems, and what the gateway says in its place."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from tasklake_api.bodies import JSON
from tasklake_api.problems import ProblemType
from tasklake_api_document.examples import problem
from tasklake_api_document.headers import header_references
from tasklake_api_document.operation import Json, Operation

PROBLEM_JSON: Final = "application/problem+json"

OF_ALL: Final = (ProblemType.INTERNAL_ERROR,)
WITH_TOKEN: Final = (ProblemType.UNAUTHENTICATED, ProblemType.RATE_LIMITED, ProblemType.UNAVAILABLE)
WITH_BODY: Final = (
    ProblemType.MALFORMED_BODY,
    ProblemType.BODY_TOO_LARGE,
    ProblemType.UNSUPPORTED_MEDIA_TYPE,
    ProblemType.VALIDATION_FAILED,
)

GATEWAY: Final = {
    HTTPStatus.UNAUTHORIZED: "Unauthorized",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Request Entity Too Large",
    HTTPStatus.TOO_MANY_REQUESTS: "Too Many Requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal Server Error",
    HTTPStatus.SERVICE_UNAVAILABLE: "Service Unavailable",
}
GATEWAY_ALWAYS: Final = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)

HEADERS: Final = {
    HTTPStatus.UNAUTHORIZED: ["WWW-Authenticate"],
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ["Accept", "Accept-Encoding"],
    HTTPStatus.TOO_MANY_REQUESTS: ["Retry-After"],
    HTTPStatus.SERVICE_UNAVAILABLE: ["Retry-After"],
}


def problems_of(operation: Operation, *, needs_token: bool, has_parameters_in_path: bool) -> set[ProblemType]:
    """Return every problem that an operation may answer with."""
    problems = {*operation.problems, *OF_ALL}
    if needs_token:
        problems.update(WITH_TOKEN)
        # A route that takes no query refuses every parameter; the public one that takes any reads none.
        problems.add(ProblemType.INVALID_PARAMETER)
        # A malformed Idempotency-Key is refused by the routes that ignore it, too.
        problems.add(ProblemType.INVALID_HEADER)
    if operation.body:
        problems.update(WITH_BODY)
    if has_parameters_in_path:
        problems.add(ProblemType.ROUTE_NOT_FOUND)
    return problems


@dataclass(frozen=True, slots=True)
class ProblemAnswer:
    """One status that operations fail with; those that fail alike share it."""

    status: HTTPStatus
    problems: tuple[ProblemType, ...]
    has_gateway_shape: bool

    @property
    def name(self) -> str:
        """Its name among the components of the document."""
        slugs = ".".join(problem_type.slug for problem_type in self.problems)
        return slugs or f"gateway-{self.status.phrase.lower().replace(' ', '-')}"

    @property
    def response(self) -> Json:
        names = [*HEADERS.get(self.status, [])]
        if self.problems:
            names.append("x-request-id-of-function" if self.has_gateway_shape else "x-request-id")
        headers = header_references(*names)
        return {
            "description": "\n".join(self._lines()),
            **({"headers": headers} if headers else {}),
            "content": self._content(),
        }

    def _lines(self) -> Iterator[str]:
        for problem_type in self.problems:
            yield f"- `{problem_type.slug}`: {problem_type.title}"
        if self.has_gateway_shape:
            yield f"- the gateway's own `{GATEWAY[self.status]}`, without `x-request-id`"

    def _content(self) -> Json:
        problem_content = {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": {
                problem_type.slug: {"$ref": f"#/components/examples/{problem_type.slug}"}
                for problem_type in self.problems
            },
        }
        problems = {PROBLEM_JSON: problem_content} if self.problems else {}
        if not self.has_gateway_shape:
            return problems
        gateway = {
            JSON: {
                "schema": {"$ref": "#/components/schemas/GatewayMessage"},
                "examples": {"gateway": {"value": {"message": GATEWAY[self.status]}}},
            }
        }
        # A deployed gateway lets no request without a token through, so its shape is the one that is met.
        return gateway | problems if self.status is HTTPStatus.UNAUTHORIZED else problems | gateway


def problem_answers(problems: Collection[ProblemType], *, needs_token: bool) -> list[ProblemAnswer]:
    """Return the answers in ascending order of status."""
    by_status = defaultdict[HTTPStatus, list[ProblemType]](list)
    for problem_type in ProblemType:
        if problem_type in problems:
            by_status[problem_type.status].append(problem_type)
    for status in GATEWAY_ALWAYS:
        by_status.setdefault(status, [])
    return [
        ProblemAnswer(
            status,
            tuple(by_status[status]),
            has_gateway_shape=status in GATEWAY_ALWAYS or (status in GATEWAY and needs_token),
        )
        for status in sorted(by_status)
    ]


def problem_examples() -> dict[str, Json]:
    """Return an example of each problem by its slug."""
    return {
        problem_type.slug: {"summary": problem_type.title, "value": problem(problem_type)}
        for problem_type in ProblemType
    }
