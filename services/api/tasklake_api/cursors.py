"""Cursors: the opaque place in a list where the next page begins.

A cursor says where, never whose: the partition comes from the caller. It holds the digest of the list that it was
made for, so that it is refused elsewhere, and is not signed, because it grants nothing.
"""

import base64
import hashlib
import json
from dataclasses import asdict
from typing import Final, cast

from tasklake.models import LAST_MILLISECOND
from tasklake.repository import TaskPosition, TaskQuery, UserPosition
from tasklake_api.identifiers import is_canonical_uuid
from tasklake_api.problems import ProblemError, ProblemType

DIGEST_BYTES: Final = 6
SEPARATOR: Final = "|"
USER_LIST: Final = "users"


def task_cursor(position: TaskPosition, query: TaskQuery) -> str:
    return encode(task_list(query), position.task_id, position.place)


def task_position(cursor: str, query: TaskQuery) -> TaskPosition:
    """Return the place that a cursor names in the list of a query.

    Raises:
        ProblemError: The cursor is malformed, or belongs to other filters or another sort.
    """
    position = TaskPosition(*decode(cursor, task_list(query)))
    if not is_canonical_uuid(position.task_id) or not query.may_go_on_after(position):
        raise refused()
    return position


def user_cursor(position: UserPosition) -> str:
    return encode(USER_LIST, position.user_id, str(position.created_at_milliseconds))


def user_position(cursor: str) -> UserPosition:
    """Return the place that a cursor names in the list of users.

    Raises:
        ProblemError: The cursor is malformed, or belongs to another list.
    """
    user_id, created_at = decode(cursor, USER_LIST)
    if not is_canonical_uuid(user_id) or not (created_at.isascii() and created_at.isdecimal()):
        raise refused()
    if len(created_at) > len(str(LAST_MILLISECOND)) or int(created_at) > LAST_MILLISECOND:
        raise refused()
    return UserPosition(user_id, int(created_at))


def task_list(query: TaskQuery) -> str:
    """Name a list of tasks by its sort and the filters that are set.

    The others are left out, so that a cursor goes on with its list when a release in between knows one filter more.
    """
    asked = {name: value for name, value in asdict(query).items() if value is not None}
    return json.dumps(asked, default=named)


def named(value: object) -> str | list[str]:
    """Return what tells a value from all others; a set of one is named like its value, as when a filter took no more."""
    if not isinstance(value, frozenset):
        return str(value)
    first, *others = sorted(cast("frozenset[str]", value))
    return [first, *others] if others else first


def digest_of(listed: str) -> str:
    return hashlib.blake2b(listed.encode(), digest_size=DIGEST_BYTES).hexdigest()


def encode(listed: str, item_id: str, place: str) -> str:
    text = SEPARATOR.join((digest_of(listed), item_id, place))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode(cursor: str, listed: str) -> tuple[str, str]:
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        found, item_id, place = text.split(SEPARATOR)
    except ValueError:
        raise refused() from None
    if found != digest_of(listed):
        raise refused()
    return item_id, place


def refused() -> ProblemError:
    detail = "Use next_cursor as it was given, with the filters and the sort that it was given for."
    return ProblemError(
        ProblemType.INVALID_CURSOR, detail, errors=[{"parameter": "cursor", "detail": detail}]
    )
