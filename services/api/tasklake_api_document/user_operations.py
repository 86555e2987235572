"""What is said about the routes of users."""

from http import HTTPStatus
from typing import Final

from tasklake_api.problems import ProblemType
from tasklake_api.user_wire import UserListParameters
from tasklake_api_document.examples import ERASING_USER, RENAMED_USER, USER
from tasklake_api_document.export_operation import EXPORT
from tasklake_api_document.links import ItemLinks
from tasklake_api_document.operation import (
    HAS_IT,
    MERGE_PATCH_TYPES,
    Body,
    Operation,
    Tag,
    item_answer,
    json_answer,
)
from tasklake_api_document.task_operations import CONDITIONAL, CONDITIONS, ENDING, OF_USER

CREATE: Final = Operation(
    id="createUser",
    summary="Create your profile",
    description="Once, before the first task, and with the **ID token**: the e-mail address is the one that it verifies.",
    tag=Tag.USERS,
    body=Body(schema="UserCreate", examples={"typical": {"name": "Ada Lovelace"}}),
    answers=[
        json_answer(
            "Your new profile.",
            "User",
            {"created": USER},
            status=HTTPStatus.CREATED,
            headers=("ETag", "Location"),
        )
    ],
    problems=(
        ProblemType.ID_TOKEN_REQUIRED,
        ProblemType.EMAIL_NOT_VERIFIED,
        ProblemType.USER_EXISTS,
        ProblemType.EMAIL_TAKEN,
        *ENDING,
    ),
)

LIST: Final = Operation(
    id="listUsers",
    summary="List users",
    description="For admins. Active users in creation order; `email` finds one and is answered with one page. "
    "The list may lag by moments, the search by address does not.",
    tag=Tag.USERS,
    query=UserListParameters,
    answers=[
        json_answer(
            "A page of profiles.",
            "UserPage",
            {"the end": {"items": [USER], "next_cursor": None}},
        )
    ],
    problems=(ProblemType.FORBIDDEN, ProblemType.INVALID_CURSOR),
)

GET: Final = Operation(
    id="getUser",
    summary="Read a profile",
    description="Your own, as `me` or by its id; any for an admin. Your own follows the address that an **ID token** verifies "
    "which was issued after the profile changed last, unless that is another user's.",
    tag=Tag.USERS,
    headers=CONDITIONS,
    answers=[
        item_answer("The profile.", "User", active=USER, erasing=ERASING_USER),
        HAS_IT,
    ],
    problems=(*CONDITIONAL, *OF_USER, ProblemType.USER_ERASED),
)

UPDATE: Final = Operation(
    id="updateUser",
    summary="Change a profile",
    description="A JSON merge patch: what is left out stays. A new `email` is taken from its owner alone, with the **ID token** "
    "that verifies it; without one, the profile follows the token as it does when it is read. An empty patch writes "
    "nothing else.",
    tag=Tag.USERS,
    headers=CONDITIONS,
    body=Body(schema="UserPatch", media_types=MERGE_PATCH_TYPES, examples={"rename": {"name": "Ada King"}}),
    answers=[item_answer("The profile as it is stored now.", "User", renamed=RENAMED_USER)],
    problems=(
        *CONDITIONAL,
        *OF_USER,
        ProblemType.ID_TOKEN_REQUIRED,
        ProblemType.EMAIL_NOT_VERIFIED,
        ProblemType.EMAIL_TAKEN,
        *ENDING,
    ),
)

DELETE: Final = Operation(
    id="deleteUser",
    summary="Erase a user",
    description="Marks the profile; tasks, sign-in, address and profile then go step by step. There is no way back. "
    "A second time it is answered alike.",
    tag=Tag.USERS,
    headers=CONDITIONS,
    answers=[
        json_answer(
            "The profile, from now on `erasing`.",
            "User",
            {"erasing": ERASING_USER},
            status=HTTPStatus.ACCEPTED,
            headers=("ETag",),
        )
    ],
    problems=(*CONDITIONAL, *OF_USER, ProblemType.WRITE_CONFLICT, ProblemType.USER_ERASED),
)


def user_operations() -> dict[tuple[str, str], Operation]:
    """Return the operations by method and path."""
    links = ItemLinks(
        "User",
        {"user_id": "$response.body#/id"},
        more={
            "createUserTask": "Creates a task of this user.",
            "listUserTasks": "Lists the tasks of this user.",
        },
    )
    return {
        ("POST", "/v1/users"): links.added_to(CREATE),
        ("GET", "/v1/users"): LIST,
        ("GET", "/v1/users/{user_id}"): links.added_to(GET),
        ("PATCH", "/v1/users/{user_id}"): links.added_to(UPDATE),
        ("DELETE", "/v1/users/{user_id}"): DELETE,
        ("GET", "/v1/users/{user_id}/export"): EXPORT,
    }
