"""Every key of the single table: the program builds the table from here, the repositories and the ETL read it.

The partition of a user holds the profile, the tasks, and the records of requests and of deleted tasks; the partition
key is the authorization boundary.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from tasklake.models import LAST_MILLISECOND, TaskStatus, UserStatus, epoch_milliseconds

PARTITION_KEY: Final = "pk"
SORT_KEY: Final = "sk"
EXPIRES_AT: Final = "expires_at"
DELETED_AT: Final = "deleted_at"
"""Makes a task a tombstone: whatever reads the item takes the task for absent."""

ENTITY: Final = "entity"

TASK_ENTITY: Final = "task"
USER_ENTITY: Final = "user"
EMAIL_ENTITY: Final = "email"
IDEMPOTENCY_ENTITY: Final = "idempotency"
ERASED_ENTITY: Final = "erased"
DELETION_ENTITY: Final = "deletion"

USER_PREFIX: Final = "USER#"
TASK_PREFIX: Final = "TASK#"
EMAIL_PREFIX: Final = "EMAIL#"
IDEMPOTENCY_PREFIX: Final = "IDEMPOTENCY#"
DELETION_PREFIX: Final = "DELETED#"
PROFILE_SORT_KEY: Final = "PROFILE"
EMAIL_SORT_KEY: Final = "EMAIL"
ERASED_SORT_KEY: Final = "ERASED"

NO_DUE_DATE: Final = "9999-99-99"
"""Stands for no due date in a sort key: after every date, and itself none."""

AFTER_ANY_ID: Final = "~"
"""Sorts after every character of an id, so that a range ends behind the last one."""


@dataclass(frozen=True, slots=True)
class Index:
    """A sparse global secondary index and the two attributes that are its key, the sort key a string or a number."""

    name: str
    partition_key: str
    sort_key: str
    sort_type: Literal["S", "N"] = "S"


BY_STATUS: Final = Index("by_status", "by_status_pk", "by_status_sk")
BY_DUE_DATE: Final = Index("by_due_date", "by_due_date_pk", "by_due_date_sk")
INDEXES: Final = (BY_STATUS, BY_DUE_DATE)
"""What every table has."""

BY_UPDATE: Final = Index("by_update", BY_DUE_DATE.partition_key, "updated_at", "N")
"""Tasks and what stays of deleted ones, by last change; only where a stack has `delta_sync` on.

Its keys are attributes that tasks have anyway: where it is off it costs nothing, and where it is added DynamoDB fills it.
"""


def user_partition(user_id: str) -> str:
    return f"{USER_PREFIX}{user_id}"


def task_sort_key(task_id: str) -> str:
    return f"{TASK_PREFIX}{task_id}"


def task_key(user_id: str, task_id: str) -> dict[str, str]:
    return {PARTITION_KEY: user_partition(user_id), SORT_KEY: task_sort_key(task_id)}


def profile_key(user_id: str) -> dict[str, str]:
    return {PARTITION_KEY: user_partition(user_id), SORT_KEY: PROFILE_SORT_KEY}


def idempotency_key(user_id: str, key: str) -> dict[str, str]:
    return {PARTITION_KEY: user_partition(user_id), SORT_KEY: f"{IDEMPOTENCY_PREFIX}{key}"}


def deletion_key(user_id: str, task_id: str) -> dict[str, str]:
    """Return the key of what stays of a deleted task for a while."""
    return {PARTITION_KEY: user_partition(user_id), SORT_KEY: f"{DELETION_PREFIX}{task_id}"}


def change_key(user_id: str, task_id: str, *, is_record: bool) -> dict[str, str]:
    """Return the key of a task, or of the record of its deletion."""
    return deletion_key(user_id, task_id) if is_record else task_key(user_id, task_id)


def erased_key(user_id: str) -> dict[str, str]:
    """Return the key of what stays of an erased user for a while."""
    return {PARTITION_KEY: user_partition(user_id), SORT_KEY: ERASED_SORT_KEY}


def email_key(email: str) -> dict[str, str]:
    """Return the key of the claim on a normalised address."""
    return {PARTITION_KEY: f"{EMAIL_PREFIX}{email}", SORT_KEY: EMAIL_SORT_KEY}


def task_status_partition(user_id: str, status: TaskStatus) -> str:
    return f"{user_partition(user_id)}#{TASK_PREFIX}{status}"


def due_date_place(due_date: date | None) -> str:
    """Return the text by which tasks sort by due date."""
    return NO_DUE_DATE if due_date is None else due_date.isoformat()


def is_due_date_place(text: str) -> bool:
    """Whether a text is the place of some due date, or of none."""
    try:
        return text == NO_DUE_DATE or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def moment_place(moment: datetime) -> str:
    """Return the text by which tasks sort by a time: the milliseconds of the epoch, all of one length."""
    return f"{epoch_milliseconds(moment):0{len(str(LAST_MILLISECOND))}}"


def is_moment_place(text: str) -> bool:
    """Whether a text is the place of some time from the epoch on."""
    is_number = text.isascii() and text.isdecimal() and len(text) == len(str(LAST_MILLISECOND))
    return is_number and int(text) <= LAST_MILLISECOND


def task_due_date_sort_key(due_date: date | None, task_id: str) -> str:
    return placed(due_date_place(due_date), task_id)


def placed(place: str, item_id: str) -> str:
    """Return a sort key: of two items in one place, the one with the lower id comes first."""
    return f"{place}#{item_id}"


def place_of(sort_key: str) -> str:
    """Return the place in a sort key."""
    return sort_key.partition("#")[0]


def due_date_range(after: date | None, before: date | None) -> tuple[str, str]:
    """Return the first and last sort key of tasks due in a range, both ends inclusive, tasks without a date left out."""
    first = (after or date.min).isoformat()
    last = (before or date.max).isoformat()
    return first, f"{last}#{AFTER_ANY_ID}"


def profile_status_partition(status: UserStatus) -> str:
    return f"{PROFILE_SORT_KEY}#{status}"


def profile_status_sort_key(created_at: datetime, user_id: str) -> str:
    return placed(created_at.isoformat(timespec="milliseconds"), user_id)


def task_id_of(sort_key: str) -> str:
    """Return the task id of a task's sort key.

    Raises:
        ValueError: The sort key is not a task's.
    """
    if not sort_key.startswith(TASK_PREFIX):
        raise ValueError(f"{sort_key!r} is not the sort key of a task")
    return sort_key[len(TASK_PREFIX) :]


def changed_task_of(sort_key: str) -> tuple[str, bool]:
    """Return the task id of the sort key of a task or of the record of its deletion, and whether it is the latter.

    Raises:
        ValueError: The sort key is of neither.
    """
    if sort_key.startswith(DELETION_PREFIX):
        return sort_key.removeprefix(DELETION_PREFIX), True
    return task_id_of(sort_key), False


def user_id_of(partition_key: str) -> str:
    """Return the user id of a user's partition key.

    Raises:
        ValueError: The partition key is not a user's.
    """
    if not partition_key.startswith(USER_PREFIX):
        raise ValueError(f"{partition_key!r} is not the partition key of a user")
    return partition_key[len(USER_PREFIX) :]


@dataclass(frozen=True, slots=True)
class KeyAttribute:
    """A string attribute of a key.

    Attributes:
        name: The attribute.
        fields: The fields of the model that make it up.
        text: Takes their values and returns the attribute's.
    """

    name: str
    fields: tuple[str, ...]
    text: Callable[..., str]


def attribute_of(keys: Iterable[KeyAttribute], name: str) -> KeyAttribute:
    """Return the one of the attributes that has a name."""
    return next(key for key in keys if key.name == name)


TASK_KEYS: Final = (
    KeyAttribute(PARTITION_KEY, ("user_id",), user_partition),
    KeyAttribute(SORT_KEY, ("id",), task_sort_key),
    KeyAttribute(BY_STATUS.partition_key, ("user_id", "status"), task_status_partition),
    KeyAttribute(BY_STATUS.sort_key, ("id",), str),
    KeyAttribute(BY_DUE_DATE.partition_key, ("user_id",), user_partition),
    KeyAttribute(BY_DUE_DATE.sort_key, ("due_date", "id"), task_due_date_sort_key),
)

PROFILE_KEYS: Final = (
    KeyAttribute(PARTITION_KEY, ("id",), user_partition),
    KeyAttribute(SORT_KEY, (), lambda: PROFILE_SORT_KEY),
    KeyAttribute(BY_STATUS.partition_key, ("status",), profile_status_partition),
    KeyAttribute(BY_STATUS.sort_key, ("created_at", "id"), profile_status_sort_key),
)
"""The index holds the entry by which admins list profiles in creation order."""
