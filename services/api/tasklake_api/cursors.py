"""Cursors: the opaque place in a list where the next page begins.

A cursor says where, never whose: the partition comes from the caller. It holds the digest of the list that it was
made for, so that it is refused elsewhere, and is not signed, because it grants nothing.
"""

import base64
import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import Final, cast

from tasklake.models import LAST_MILLISECOND, epoch_milliseconds, from_epoch_milliseconds, utc_now
from tasklake.repository import ChangePlace, ChangePosition, TaskPosition, TaskQuery, UserPosition, Walk
from tasklake_api.idempotency import MAX_LENGTH
from tasklake_api.identity import is_canonical_uuid
from tasklake_api.problems import ProblemError, ProblemType

DIGEST_BYTES: Final = 6
SEPARATOR: Final = "|"
USER_LIST: Final = "users"
TASK: Final = "t"
RECORD: Final = "d"


def task_cursor(position: TaskPosition, query: TaskQuery) -> str:
    kind = [RECORD] if position.is_record else []
    return encode(task_list(query), position.task_id, position.place, *kind)


def task_position(cursor: str, query: TaskQuery) -> TaskPosition:
    """Return the place that a cursor names in the list of a query.

    Raises:
        ProblemError: The cursor is malformed, or belongs to other filters or another sort.
    """
    task_id, place, *kind = decode(cursor, task_list(query), 2, 3)
    position = TaskPosition(task_id, place, is_record=bool(kind))
    if kind not in ([], [RECORD]) or not is_canonical_uuid(task_id) or not query.may_go_on_after(position):
        raise refused()
    return position


def user_cursor(position: UserPosition) -> str:
    return encode(USER_LIST, position.user_id, str(position.created_at_milliseconds))


def user_position(cursor: str) -> UserPosition:
    """Return the place that a cursor names in the list of users.

    Raises:
        ProblemError: The cursor is malformed, or belongs to another list.
    """
    user_id, created_at = decode(cursor, USER_LIST, 2)
    if not is_canonical_uuid(user_id):
        raise refused()
    return UserPosition(user_id, number_of(created_at))


def change_cursor(position: ChangePosition, user_id: str) -> str:
    """Return the cursor of a position in the changes of a user's tasks; of another user's it is refused."""
    parts = [str(position.generation), str(epoch_milliseconds(position.since))]
    if position.walk:
        place = position.walk.place
        parts += [
            str(epoch_milliseconds(position.walk.settled)),
            str(epoch_milliseconds(place.changed_at)),
            place.task_id,
            RECORD if place.is_record else TASK,
        ]
    return encode(change_list(user_id), *parts)


def change_position(cursor: str, user_id: str) -> ChangePosition:
    """Return the position that a cursor names in the changes of a user's tasks.

    Raises:
        ProblemError: The cursor is malformed, belongs to a list or to another user, or begins in the future.
    """
    generation, since, *walk = decode(cursor, change_list(user_id), 2, 6)
    position = ChangePosition(number_of(generation), moment_of(since), walk_of(*walk) if walk else None)
    if position.since > utc_now():
        raise refused()
    return position


def export_cursor(position: str, user_id: str) -> str:
    """Return the cursor of a position in all that is stored of a user; of another user's it is refused."""
    return encode(export_list(user_id), position)


def export_position(cursor: str, user_id: str) -> str:
    """Return the position that a cursor names in all that is stored of a user.

    Raises:
        ProblemError: The cursor is malformed, or belongs to a list or to another user.
    """
    # A client's key may hold the separator, each of its characters.
    position = SEPARATOR.join(decode(cursor, export_list(user_id), *range(1, MAX_LENGTH + 2)))
    if not position:
        raise refused()
    return position


def walk_of(settled: str, changed_at: str, task_id: str, kind: str) -> Walk:
    if kind not in (TASK, RECORD) or not is_canonical_uuid(task_id):
        raise refused()
    return Walk(moment_of(settled), ChangePlace(moment_of(changed_at), task_id, kind == RECORD))


def moment_of(text: str) -> datetime:
    return from_epoch_milliseconds(number_of(text))


def number_of(text: str) -> int:
    """Return a number that is no greater than the last millisecond."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LAST_MILLISECOND)):
        raise refused()
    if int(text) > LAST_MILLISECOND:
        raise refused()
    return int(text)


def change_list(user_id: str) -> str:
    return f"changes of {user_id}"


def export_list(user_id: str) -> str:
    return f"export of {user_id}"


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


def encode(listed: str, *parts: str) -> str:
    text = SEPARATOR.join((digest_of(listed), *parts))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode(cursor: str, listed: str, *lengths: int) -> list[str]:
    """Return the parts of a cursor of a list, as many as one of the lengths says."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        found, *parts = text.split(SEPARATOR)
    except ValueError:
        raise refused() from None
    if found != digest_of(listed) or len(parts) not in lengths:
        raise refused()
    return parts


def refused() -> ProblemError:
    detail = "Use next_cursor as it was given, with the filters and the sort that it was given for."
    return ProblemError(
        ProblemType.INVALID_CURSOR, detail, errors=[{"parameter": "cursor", "detail": detail}]
    )
