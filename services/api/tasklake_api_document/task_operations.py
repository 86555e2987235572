"""What is said about the routes of tasks: of the caller's own, and of the user's in the path."""

from dataclasses import replace
from http import HTTPStatus
from typing import Final

from tasklake_api.problems import ProblemType
from tasklake_api.task_wire import ChangeListParameters, TaskListParameters
from tasklake_api_document.examples import (
    BATCH_OF_TASKS,
    BATCH_RESULTS,
    CHANGE,
    CHANGES_CURSOR,
    COMPLETED_TASK,
    DELETION,
    NEW_OPERATION,
    NEW_TASK,
    NEXT_CURSOR,
    TASK,
)
from tasklake_api_document.links import ItemLinks
from tasklake_api_document.operation import (
    HAS_IT,
    MERGE_PATCH_TYPES,
    Body,
    Operation,
    Tag,
    empty_answer,
    item_answer,
    json_answer,
)

CONDITIONS: Final = ("If-Match", "If-None-Match")
CONDITIONAL: Final = (ProblemType.INVALID_HEADER, ProblemType.VERSION_MISMATCH)
ABSENT: Final = (ProblemType.TASK_NOT_FOUND, ProblemType.USER_ERASED)
ENDING: Final = (ProblemType.USER_NOT_ACTIVE, ProblemType.WRITE_CONFLICT, ProblemType.USER_ERASED)
"""Of what writes where the user may be erased meanwhile."""

ADDING: Final = (
    *ENDING,
    ProblemType.INVALID_HEADER,
    ProblemType.IDEMPOTENCY_KEY_REUSED,
    ProblemType.PROFILE_REQUIRED,
)
OF_USER: Final = (ProblemType.FORBIDDEN, ProblemType.USER_NOT_FOUND)

CREATE: Final = Operation(
    id="createTask",
    summary="Create a task",
    description="Send an `Idempotency-Key` and repeat the request with it until there is an answer: one task is created. "
    "The caller needs a profile.",
    tag=Tag.TASKS,
    headers=("Idempotency-Key",),
    body=Body(schema="TaskCreate", examples={"typical": NEW_TASK, "smallest": {"title": "Call Grace"}}),
    answers=[
        json_answer(
            "The new task, or again the one that the first request with this key created.",
            "Task",
            {"created": TASK},
            status=HTTPStatus.CREATED,
            headers=("ETag", "Location", "Idempotency-Replayed"),
        )
    ],
    problems=ADDING,
)

BATCH: Final = Operation(
    id="batchTasks",
    summary="Change several tasks",
    description="Up to 25 operations, each on another task, all or none. `update` takes a JSON merge patch. `if_match` is "
    "the `ETag` of the only version that the operation may meet. The first operation that is refused is named in "
    "`errors`, and nothing is written. Send an `Idempotency-Key`, one for all, and repeat the request with it until "
    "there is an answer. The caller needs a profile.",
    tag=Tag.TASKS,
    headers=("Idempotency-Key",),
    body=Body(
        schema="TaskBatch", examples={"mixed": BATCH_OF_TASKS, "smallest": {"operations": [NEW_OPERATION]}}
    ),
    answers=[
        json_answer(
            "What the operations leave, in their order, or again what those of the first request with this key left.",
            "TaskBatchResults",
            {"mixed": BATCH_RESULTS},
            headers=("Idempotency-Replayed",),
        )
    ],
    problems=(*ADDING, ProblemType.TASK_NOT_FOUND, ProblemType.VERSION_MISMATCH),
)

LIST: Final = Operation(
    id="listTasks",
    summary="List tasks",
    description="Filters combine. Follow `next_cursor` until it is null: a filtered page may be short, or empty, before the end.",
    tag=Tag.TASKS,
    query=TaskListParameters,
    answers=[
        json_answer(
            "A page of tasks.",
            "TaskPage",
            {
                "more to come": {"items": [TASK], "next_cursor": NEXT_CURSOR},
                "the end": {"items": [COMPLETED_TASK], "next_cursor": None},
            },
        )
    ],
    problems=(ProblemType.INVALID_CURSOR, ProblemType.NOT_ENABLED, ProblemType.USER_ERASED),
)

CHANGES: Final = Operation(
    id="listTaskChanges",
    summary="Follow the changes of tasks",
    description="Without a cursor it begins with all tasks there are. Give `next_cursor` back for what has changed since, deleted "
    "tasks included: at once while `has_more` is true, later otherwise. Changes of the last minute come again, none is missed. "
    "A cursor is good for 30 days; after that, or after a restore of the table, start again without one (410). "
    "Only where the stack's setting `delta_sync` is on.",
    tag=Tag.TASKS,
    query=ChangeListParameters,
    answers=[
        json_answer(
            "Changes in the order of their times.",
            "TaskChangePage",
            {
                "more to come": {"items": [CHANGE], "next_cursor": CHANGES_CURSOR, "has_more": True},
                "up to date": {"items": [DELETION], "next_cursor": CHANGES_CURSOR, "has_more": False},
            },
        )
    ],
    problems=(
        ProblemType.INVALID_CURSOR,
        ProblemType.NOT_ENABLED,
        ProblemType.CURSOR_EXPIRED,
        ProblemType.USER_ERASED,
    ),
)

GET: Final = Operation(
    id="getTask",
    summary="Read a task",
    description="Another user's task reads as 404.",
    tag=Tag.TASKS,
    headers=CONDITIONS,
    answers=[
        item_answer("The task.", "Task", task=TASK),
        HAS_IT,
    ],
    problems=(*CONDITIONAL, *ABSENT),
)

UPDATE: Final = Operation(
    id="updateTask",
    summary="Change a task",
    description="A JSON merge patch: what is left out stays, null clears `description`, `category`, `labels` and `due_date`, and `labels` are replaced as a whole. "
    "Without `If-Match` the last write wins. An empty patch writes nothing.",
    tag=Tag.TASKS,
    headers=CONDITIONS,
    body=Body(
        schema="TaskPatch",
        media_types=MERGE_PATCH_TYPES,
        examples={"complete": {"status": "completed"}, "clear the due date": {"due_date": None}},
    ),
    answers=[item_answer("The task as it is stored now.", "Task", completed=COMPLETED_TASK)],
    problems=(*CONDITIONAL, *ABSENT, ProblemType.WRITE_CONFLICT),
)

DELETE: Final = Operation(
    id="deleteTask",
    summary="Delete a task",
    description="For good. Asked for again within 30 days, of the version deleted or of any, it is 204 again.",
    tag=Tag.TASKS,
    headers=CONDITIONS,
    answers=[empty_answer(HTTPStatus.NO_CONTENT, "The task is deleted.")],
    problems=(*CONDITIONAL, *ABSENT, ProblemType.WRITE_CONFLICT),
)

PATHS: Final = {
    ("POST", "/tasks"): CREATE,
    ("POST", "/tasks/batch"): BATCH,
    ("GET", "/tasks"): LIST,
    ("GET", "/tasks/changes"): CHANGES,
    ("GET", "/tasks/{task_id}"): GET,
    ("PATCH", "/tasks/{task_id}"): UPDATE,
    ("DELETE", "/tasks/{task_id}"): DELETE,
}


def of_user(operation: Operation) -> Operation:
    return replace(
        operation,
        id=operation.id.replace("Task", "UserTask"),
        summary=f"{operation.summary} of a user",
        description=f"As `{operation.id}`, for the user in the path: oneself, or anybody for an admin.",
        tag=Tag.USER_TASKS,
        problems=(*operation.problems, *OF_USER),
    )


def task_operations() -> dict[tuple[str, str], Operation]:
    """Return the operations by method and path."""
    own = ItemLinks("Task", {"task_id": "$response.body#/id"})
    others = ItemLinks("UserTask", {"user_id": "$response.body#/user_id", **own.path})
    operations: dict[tuple[str, str], Operation] = {}
    for (method, path), operation in PATHS.items():
        operations[method, f"/v1{path}"] = own.added_to(operation)
        operations[method, f"/v1/users/{{user_id}}{path}"] = others.added_to(of_user(operation))
    return operations
