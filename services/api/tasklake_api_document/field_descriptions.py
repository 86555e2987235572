"""What each field means."""

from typing import Final

SCHEMAS: Final = {
    "Task": "A task of one user.",
    "TaskCreate": "A new task. Fields that are left out take their defaults; unknown fields are refused.",
    "TaskPatch": "A JSON merge patch (RFC 7396): what is left out stays, and null clears where the field may be empty.",
    "TaskBatch": "Operations on tasks that are made together or not at all.",
    "BatchCreate": "A new task.",
    "BatchUpdate": "The change of a task.",
    "BatchDelete": "The delete of a task.",
    "TaskBatchResults": "What a batch has left.",
    "TaskBatchResult": "What one operation has left.",
    "TaskPage": "A part of a list of tasks.",
    "TaskChange": "A task as it is now, or that it is deleted.",
    "TaskChangePage": "A part of what has changed.",
    "TaskSort": "Orders of a task list; tasks without a due date come after all dates.",
    "TaskStatus": "How far a task is.",
    "TaskPriority": "How much a task matters.",
    "User": "A user's profile.",
    "UserCreate": "A new profile. The e-mail address is not sent; it is the one that the ID token verifies.",
    "UserPatch": "A JSON merge patch (RFC 7396): what is left out stays. Neither field may be empty.",
    "UserPage": "A part of the list of users.",
    "ExportPage": "A part of all that is stored of a user.",
    "ExportedProfile": "The profile.",
    "ExportedTask": "A task.",
    "ExportedRequest": "What is remembered of a request with an `Idempotency-Key`.",
    "ExportedDeletion": "What is remembered of a deleted task.",
    "RequestRecord": "A request with an `Idempotency-Key`.",
    "DeletionRecord": "The delete of a task.",
    "UserStatus": "Whether a user is here to stay.",
    "Health": "That the function runs.",
    "Problem": "Problem details (RFC 9457).",
    "InputError": "One thing wrong with the input, and its place: a pointer, a parameter or a header.",
    "GatewayMessage": "What the gateway answers by itself, before or instead of the function.",
    "SignInConfiguration": "Where the documentation page signs in.",
}

PAGE: Final = {
    "items": "What the page holds. A filtered page may be short, or empty, although the list goes on.",
    "next_cursor": "Give it back as `cursor` for the next page. Only null means the end.",
}

NEW_TASK: Final = {
    "title": "What is to be done, in one line; space around it is removed.",
    "description": "More about it.",
    "status": "How far it is.",
    "priority": "How much it matters.",
    "category": "What it belongs to, in one line; space around it is removed.",
    "labels": "Free labels of one line each, without commas; space around them is removed. They are a set: each is kept once, sorted by code points.",
    "due_date": "The day by which it is due.",
}

STORED: Final = {
    "created_at": "When it was created, in UTC with milliseconds.",
    "updated_at": "When it was last changed, in UTC with milliseconds.",
    "version": "1 at first, and 1 more with every write. A restore of the table takes it back; entity tags tell the versions before and after it apart.",
}

KIND: Final = "What it is; the other field has it."

OP: Final = "What is to be done."
IF_MATCH: Final = "The `ETag` of the only version that the operation may meet; any, where it is left out."

FIELDS: Final = {
    "Task": {
        "id": "A UUIDv7: ids sort by creation.",
        "user_id": "Whose task it is.",
        **NEW_TASK,
        "completed_at": "When the status became `completed`; null in any other status.",
        **STORED,
    },
    "TaskCreate": NEW_TASK,
    "TaskPatch": NEW_TASK,
    "TaskBatch": {"operations": "No two are on one task; the order has no meaning but that of the results."},
    "BatchCreate": {"op": OP, "task": "The task."},
    "BatchUpdate": {"op": OP, "id": "Which task.", "task": "Its changes.", "if_match": IF_MATCH},
    "BatchDelete": {"op": OP, "id": "Which task.", "if_match": IF_MATCH},
    "TaskBatchResults": {"results": "One for each operation, in their order."},
    "TaskBatchResult": {
        "id": "The task.",
        "etag": "Stands for the version that is there now, as the header `ETag` does; null where none is.",
    },
    "TaskPage": PAGE,
    "TaskChange": {
        "id": "The task's id.",
        "version": "The task's version; that of a delete is one more. What you hold of a higher version is newer.",
        "deleted_at": "When it was deleted, in UTC with milliseconds; null of a task that there is.",
        "task": "The task; null when it is deleted.",
    },
    "TaskChangePage": {
        "items": "Tasks that have changed, in the order of the times.",
        "next_cursor": "Give it back as `cursor` for what changes from here on; good for 30 days.",
        "has_more": "Whether there is more already: then ask again at once.",
    },
    "User": {
        "id": "The subject of the user's tokens.",
        "email": "The address, verified at sign-in; no two users share one.",
        "name": "What the user is called.",
        "status": "`erasing` once the user's deletion was asked for.",
        **STORED,
    },
    "UserCreate": {"name": "What the user is called, in one line; space around it is removed."},
    "UserPatch": {
        "name": "What the user is called, in one line; space around it is removed.",
        "email": "A new address. It must be the one that the ID token verifies.",
    },
    "UserPage": PAGE,
    "ExportPage": {
        "items": "What the page holds. It may be short, or empty, although there is more.",
        "next_cursor": PAGE["next_cursor"],
    },
    "ExportedProfile": {"kind": KIND, "profile": "The profile as it reads alone."},
    "ExportedTask": {"kind": KIND, "task": "The task as it reads alone."},
    "ExportedRequest": {"kind": KIND, "request": "The request."},
    "ExportedDeletion": {"kind": KIND, "deletion": "The delete."},
    "RequestRecord": {
        "idempotency_key": "The client's own key.",
        "task_ids": "The tasks that it created, changed or deleted.",
        "created_at": "When it was carried out, in UTC with milliseconds.",
        "expires_at": "From then on it counts as forgotten.",
    },
    "DeletionRecord": {
        "task_id": "The task.",
        "version": "Of the delete, 1 more than that of the task it met.",
        "created_at": "When the task was created, in UTC with milliseconds.",
        "deleted_at": "When it was deleted, in UTC with milliseconds.",
        "expires_at": "From then on it counts as forgotten.",
    },
    "Problem": {
        "type": "A URN that names the type of the problem for good, such as `urn:tasklake:problem:task-not-found`.",
        "title": "The type in words.",
        "status": "The status code.",
        "detail": "What is wrong this time, and what to do.",
        "instance": "The id of the request; name it when you report the problem.",
        "errors": "What is wrong with the input, each with its place: the first 20.",
    },
    "InputError": {
        "detail": "What is wrong.",
        "pointer": "A field of the body, as a JSON Pointer in its URI fragment form (RFC 6901, section 6).",
        "parameter": "The name of a query parameter.",
        "header": "The name of a header.",
    },
    "GatewayMessage": {"message": "What is wrong."},
    "Health": {"status": "The function runs."},
    "SignInConfiguration": {
        "authorization_url": "The authorization endpoint.",
        "token_url": "The token endpoint.",
        "client_id": "The public client; it uses PKCE.",
    },
}

PARAMETERS: Final = {
    "status": "Only tasks in one of these statuses.",
    "priority": "Only tasks of one of these priorities.",
    "category": "Only tasks of exactly this category; left empty, only tasks without one.",
    "labels": "Only tasks that have this label, or all of these.",
    "due_after": "Only tasks due on this day or later; those without a due date are left out.",
    "due_before": "Only tasks due on this day or earlier; those without a due date are left out.",
    "completed_after": "Only tasks completed at this time or later; those that are not completed are left out.",
    "completed_before": "Only tasks completed at this time or earlier; those that are not completed are left out.",
    "updated_after": "Only tasks changed at this time or later.",
    "q": "Only tasks in whose title or description all of these words are found, each at any place in any word; case and accents make no difference, and no character has a special meaning.",
    "sort": "By creation, by due date or by last change; a minus turns the order round. Tasks without a due date come after all dates. "
    "`updated` and `-updated` are there only where the stack's setting `delta_sync` is on.",
    "limit": "Items on a page at the most.",
    "cursor": "`next_cursor` of the page before, with the same filters and sort if there are any.",
    "email": "Only the user with exactly this address.",
}
