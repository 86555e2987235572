"""What is said about the export of all that is stored of a user."""

from typing import Final

from tasklake_api.export_wire import ExportParameters
from tasklake_api.problems import ProblemType
from tasklake_api_document.examples import NEXT_CURSOR, TASK, TASK_ID, USER
from tasklake_api_document.operation import Operation, Tag, json_answer
from tasklake_api_document.task_operations import OF_USER

REQUEST: Final = {
    "idempotency_key": "8e03978e-40d5-43dd-bc93-6894a57f9324",
    "task_ids": [TASK_ID],
    "created_at": "2026-11-20T09:30:00.000Z",
    "expires_at": "2026-11-21T09:30:00.000Z",
}
DELETION: Final = {
    "task_id": "019a5d2c-9b02-7a11-9c3e-1b2d3f4a5c60",
    "version": 3,
    "created_at": "2026-11-19T10:00:00.000Z",
    "deleted_at": "2026-11-29T07:45:03.500Z",
    "expires_at": "2026-12-29T07:45:03.000Z",
}

EXPORT: Final = Operation(
    id="exportUser",
    summary="Export all that is stored of a user",
    description="Profile, tasks, and what is remembered of requests and deleted tasks until it expires; of yourself, or of anybody for "
    "an admin. It reads what was last written, also while the user is being erased. Follow `next_cursor` until it is null: "
    "a page may be short before the end.",
    tag=Tag.USERS,
    query=ExportParameters,
    answers=[
        json_answer(
            "A part of all that is stored, in the order in which it lies in the table.",
            "ExportPage",
            {
                "more to come": {
                    "items": [
                        {"kind": "deletion", "deletion": DELETION},
                        {"kind": "request", "request": REQUEST},
                    ],
                    "next_cursor": NEXT_CURSOR,
                },
                "the end": {
                    "items": [{"kind": "profile", "profile": USER}, {"kind": "task", "task": TASK}],
                    "next_cursor": None,
                },
            },
        )
    ],
    problems=(*OF_USER, ProblemType.INVALID_CURSOR, ProblemType.USER_ERASED),
)
