"""What is said about the routes that need no token."""

from http import HTTPStatus
from typing import Final

from tasklake_api.bodies import JSON
from tasklake_api.problems import ProblemType
from tasklake_api_document.operation import Answer, Json, Operation, Tag, empty_answer, json_answer

TEXT: Final[Json] = {"type": "string"}
NOT_MODIFIED: Final = empty_answer(
    HTTPStatus.NOT_MODIFIED, "You have the current file.", headers=("FileTag",)
)


def file_answer(description: str, content: dict[str, str | Json], headers: tuple[str, ...]) -> Answer:
    return Answer(
        status=HTTPStatus.OK, description=description, content=content, examples={}, headers=headers
    )


def service_operations() -> dict[tuple[str, str], Operation]:
    """Return the operations by method and path."""
    return {
        ("GET", "/health"): Operation(
            id="getHealth",
            summary="Ask whether the function runs",
            description="The table is not asked.",
            tag=Tag.SERVICE,
            answers=[json_answer("It runs.", "Health", {"running": {"status": "ok"}})],
            problems=(ProblemType.INVALID_PARAMETER,),
        ),
        ("GET", "/openapi.json"): Operation(
            id="getOpenapi",
            summary="Read this document",
            description="The same in every stack that runs this release, but for where one signs in.",
            tag=Tag.SERVICE,
            headers=("If-None-Match",),
            answers=[
                file_answer("An OpenAPI 3.1 document.", {JSON: {"type": "object"}}, ("FileTag",)),
                NOT_MODIFIED,
            ],
            problems=(ProblemType.INVALID_PARAMETER, ProblemType.INVALID_HEADER),
        ),
        ("GET", "/docs"): Operation(
            id="getDocumentation",
            summary="Open this document as a page",
            description="Swagger UI, with the user pool's sign-in page behind *Authorize*.",
            tag=Tag.SERVICE,
            headers=("If-None-Match",),
            answers=[file_answer("The page.", {"text/html": TEXT}, ("FileTag",)), NOT_MODIFIED],
            problems=(ProblemType.INVALID_PARAMETER, ProblemType.INVALID_HEADER),
        ),
        ("GET", "/docs/{file}"): Operation(
            id="getDocumentationFile",
            summary="Load a part of the page",
            description="What the page loads from here. The query string is the page's own affair.",
            tag=Tag.SERVICE,
            headers=("If-None-Match",),
            answers=[
                file_answer(
                    "A file.",
                    {
                        "text/html": TEXT,
                        "text/javascript": TEXT,
                        "text/css": TEXT,
                        "image/png": {},
                        JSON: "SignInConfiguration",
                    },
                    ("FileTagIfAny",),
                ),
                NOT_MODIFIED,
            ],
            problems=(ProblemType.INVALID_HEADER,),
        ),
    }
