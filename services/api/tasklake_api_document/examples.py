"""Values that the document shows; a test holds each against its schema."""

from datetime import UTC, date, datetime
from typing import Final

from tasklake.deletion import Deletion
from tasklake.models import Task, TaskPriority, TaskStatus
from tasklake.versions import change_task
from tasklake_api.problems import InputError, ProblemType
from tasklake_api.task_wire import change_representation, task_representation

USER_ID: Final = "0c1f5a9e-7b1d-4d36-9a43-2f6f0f6f9a10"
TASK_ID: Final = "019a5d2c-8f4e-7c31-b0a6-5d2f1e9c7b44"
REQUEST_ID: Final = "JKJaXmPLvHcESHA="

NEW_TASK: Final = {
    "title": "Write the release notes",
    "priority": "high",
    "category": "docs",
    "labels": ["launch", "writing"],
    "due_date": "2026-12-01",
}
CREATED_TASK: Final = Task(
    id=TASK_ID,
    user_id=USER_ID,
    title="Write the release notes",
    priority=TaskPriority.HIGH,
    category="docs",
    labels=("launch", "writing"),
    due_date=date(2026, 12, 1),
    created_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    updated_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    version=1,
    request_id=REQUEST_ID,
)
TASK: Final = task_representation(CREATED_TASK)
COMPLETED_TASK: Final = task_representation(
    change_task(
        CREATED_TASK,
        {"status": TaskStatus.COMPLETED},
        now=datetime(2026, 11, 28, 16, 5, 12, 250_000, tzinfo=UTC),
        generation=0,
        request_id=REQUEST_ID,
    )
)
CHANGE: Final = change_representation(CREATED_TASK)
DELETION: Final = change_representation(
    Deletion(
        user_id=USER_ID,
        task_id=TASK_ID,
        created_at=CREATED_TASK.created_at,
        deleted_at=datetime(2026, 11, 29, 7, 45, 3, 500_000, tzinfo=UTC),
        version=3,
        request_id=REQUEST_ID,
    )
)
OTHER_TASK_ID: Final = "019a5d2c-9b01-7f00-8f2d-7a1c3e5b9d20"
NEW_OPERATION: Final = {"op": "create", "task": {"title": "Call Grace"}}
BATCH_OF_TASKS: Final = {
    "operations": [
        {"op": "create", "task": NEW_TASK},
        {"op": "update", "id": OTHER_TASK_ID, "task": {"status": "completed"}, "if_match": '"3"'},
        {"op": "delete", "id": "019a5d2c-9b02-7a11-9c3e-1b2d3f4a5c60"},
    ]
}
BATCH_RESULTS: Final = {
    "results": [
        {"id": TASK_ID, "etag": '"1"'},
        {"id": OTHER_TASK_ID, "etag": '"4"'},
        {"id": "019a5d2c-9b02-7a11-9c3e-1b2d3f4a5c60", "etag": None},
    ]
}
USER: Final = {
    "id": USER_ID,
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "status": "active",
    "created_at": "2026-11-20T09:28:41.118Z",
    "updated_at": "2026-11-20T09:28:41.118Z",
    "version": 1,
}
RENAMED_USER: Final = USER | {
    "name": "Ada King",
    "updated_at": "2026-11-21T10:00:00.000Z",
    "version": 2,
}
ERASING_USER: Final = USER | {
    "status": "erasing",
    "updated_at": "2026-11-30T08:00:00.000Z",
    "version": 2,
}

NEXT_CURSOR: Final = "YTE3ZjBjMmQ5YjQ0fDAxOWE1ZDJjLThmNGUtN2MzMS1iMGE2LTVkMmYxZTljN2I0NHw"
CHANGES_CURSOR: Final = "N2UzNGE5YzE0YjQ4fDB8MTc5NTkzOTg0MzUwMA"

DETAILS: Final[dict[ProblemType, tuple[str, list[InputError]]]] = {
    ProblemType.MALFORMED_BODY: ("Invalid JSON: EOF while parsing an object at line 1 column 1.", []),
    ProblemType.INVALID_PARAMETER: (
        "These query parameters are refused: limit.",
        [{"detail": "Input should be less than or equal to 100", "parameter": "limit"}],
    ),
    ProblemType.INVALID_CURSOR: (
        "Use next_cursor as it was given, with the filters and the sort that it was given for.",
        [{"detail": "Use next_cursor as it was given.", "parameter": "cursor"}],
    ),
    ProblemType.INVALID_HEADER: (
        'If-Match takes * or a list of entity tags, such as "3".',
        [{"detail": 'If-Match takes * or a list of entity tags, such as "3".', "header": "If-Match"}],
    ),
    ProblemType.UNAUTHENTICATED: ("Send an ID or access token as a bearer token.", []),
    ProblemType.FORBIDDEN: ("Only an admin may reach other users.", []),
    ProblemType.ID_TOKEN_REQUIRED: (
        "An access token carries no e-mail address: send the ID token for this request.",
        [],
    ),
    ProblemType.EMAIL_NOT_VERIFIED: (
        "The ID token has no verified e-mail address: verify it, then sign in again for a new token.",
        [],
    ),
    ProblemType.ROUTE_NOT_FOUND: ("No route of this API has this path.", []),
    ProblemType.TASK_NOT_FOUND: (f"There is no task {TASK_ID}.", []),
    ProblemType.USER_NOT_FOUND: (f"There is no user {USER_ID}.", []),
    ProblemType.NOT_ENABLED: (
        "This stack keeps no index of tasks by last change: its setting delta_sync is off. List the tasks instead.",
        [],
    ),
    ProblemType.METHOD_NOT_ALLOWED: ("PUT is not among the methods of this path: GET, POST.", []),
    ProblemType.PROFILE_REQUIRED: ("Create your profile first, with POST /v1/users.", []),
    ProblemType.USER_EXISTS: (f"User {USER_ID} already has a profile.", []),
    ProblemType.EMAIL_TAKEN: ("The e-mail address belongs to another user.", []),
    ProblemType.USER_NOT_ACTIVE: (f"User {USER_ID} is being erased and takes no changes.", []),
    ProblemType.WRITE_CONFLICT: ("Other writes to the same items kept getting in between; try again.", []),
    ProblemType.USER_ERASED: (f"User {USER_ID} has been erased.", []),
    ProblemType.CURSOR_EXPIRED: (
        "The cursor is more than 30 days old. Start again without a cursor, and drop what you hold.",
        [],
    ),
    ProblemType.VERSION_MISMATCH: ("Version 3 was expected, but version 4 is stored.", []),
    ProblemType.BODY_TOO_LARGE: ("The body may have 131072 bytes.", []),
    ProblemType.UNSUPPORTED_MEDIA_TYPE: (
        "Send the body with the header Content-Type: application/json.",
        [],
    ),
    ProblemType.VALIDATION_FAILED: (
        "Some fields are refused; errors names each of them.",
        [{"detail": "String should have at least 1 character", "pointer": "#/title"}],
    ),
    ProblemType.IDEMPOTENCY_KEY_REUSED: (
        "The idempotency key belongs to a request with another content: use a new key.",
        [],
    ),
    ProblemType.RATE_LIMITED: (
        "You call more often than one user may; slow down, and try again after Retry-After seconds.",
        [],
    ),
    ProblemType.INTERNAL_ERROR: ("It is logged under the request id that instance names.", []),
    ProblemType.UNAVAILABLE: (
        "The database did not answer in time or took no more requests; try again.",
        [],
    ),
}


def problem(problem_type: ProblemType) -> dict[str, object]:
    detail, errors = DETAILS[problem_type]
    body: dict[str, object] = {
        "type": problem_type.uri,
        "title": problem_type.title,
        "status": int(problem_type.status),
        "detail": detail,
        "instance": REQUEST_ID,
    }
    if errors:
        body["errors"] = errors
    return body
