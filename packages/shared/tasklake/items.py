"""What the domain stores as DynamoDB items in attribute-value form, and back; every index key is computed here."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.erasure import ErasedUser
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.models import (
    Task,
    TaskPriority,
    TaskStatus,
    User,
    UserStatus,
    epoch_milliseconds,
    from_epoch_milliseconds,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue

type Item = dict[str, AttributeValue]
type StoredItem = Mapping[str, AttributeValue]


def strings(values: Mapping[str, str]) -> Item:
    return {name: {"S": value} for name, value in values.items()}


def number(value: int) -> "AttributeValue":
    return {"N": str(value)}


def item_from_task(task: Task) -> Item:
    item = strings(
        {
            **keys.task_key(task.user_id, task.id),
            **keys.task_status_key(task.user_id, task.status, task.id),
            **keys.task_due_date_key(task.user_id, task.due_date, task.id),
            keys.ENTITY: keys.TASK_ENTITY,
            "title": task.title,
            "status": task.status,
            "priority": task.priority,
            "request_id": task.request_id,
        }
    )
    if task.description is not None:
        item["description"] = {"S": task.description}
    if task.category is not None:
        item["category"] = {"S": task.category}
    if task.due_date is not None:
        item["due_date"] = {"S": task.due_date.isoformat()}
    if task.completed_at is not None:
        item["completed_at"] = number(epoch_milliseconds(task.completed_at))
    item["created_at"] = number(epoch_milliseconds(task.created_at))
    item["updated_at"] = number(epoch_milliseconds(task.updated_at))
    item["version"] = number(task.version)
    return item


def task_from_item(item: StoredItem) -> Task:
    due_date = item.get("due_date")
    completed_at = item.get("completed_at")
    return Task(
        id=keys.task_id_of(text(item, keys.SORT_KEY)),
        user_id=keys.user_id_of(text(item, keys.PARTITION_KEY)),
        title=text(item, "title"),
        description=optional_text(item, "description"),
        status=TaskStatus(text(item, "status")),
        priority=TaskPriority(text(item, "priority")),
        category=optional_text(item, "category"),
        due_date=date.fromisoformat(text(item, "due_date")) if due_date else None,
        created_at=from_epoch_milliseconds(integer(item, "created_at")),
        updated_at=from_epoch_milliseconds(integer(item, "updated_at")),
        completed_at=from_epoch_milliseconds(integer(item, "completed_at")) if completed_at else None,
        version=integer(item, "version"),
        request_id=text(item, "request_id"),
    )


def item_from_user(user: User) -> Item:
    return {
        **strings(
            {
                **keys.profile_key(user.id),
                **keys.profile_status_key(user.status, user.created_at, user.id),
                keys.ENTITY: keys.USER_ENTITY,
                "email": user.email,
                "name": user.name,
                "status": user.status,
                "request_id": user.request_id,
            }
        ),
        "created_at": number(epoch_milliseconds(user.created_at)),
        "updated_at": number(epoch_milliseconds(user.updated_at)),
        "version": number(user.version),
    }


def user_from_item(item: StoredItem) -> User:
    return User(
        id=keys.user_id_of(text(item, keys.PARTITION_KEY)),
        email=text(item, "email"),
        name=text(item, "name"),
        status=UserStatus(text(item, "status")),
        created_at=from_epoch_milliseconds(integer(item, "created_at")),
        updated_at=from_epoch_milliseconds(integer(item, "updated_at")),
        version=integer(item, "version"),
        request_id=text(item, "request_id"),
    )


def email_claim_item(email: str, user_id: str) -> Item:
    return strings({**keys.email_key(email), keys.ENTITY: keys.EMAIL_ENTITY, "user_id": user_id})


def item_from_idempotency_record(record: IdempotencyRecord) -> Item:
    return {
        **strings(
            {
                **keys.idempotency_key(record.user_id, record.key.text),
                keys.ENTITY: keys.IDEMPOTENCY_ENTITY,
                "fingerprint": record.key.fingerprint,
                "task_id": record.task_id,
                "request_id": record.request_id,
            }
        ),
        "created_at": number(epoch_milliseconds(record.created_at)),
        keys.EXPIRES_AT: number(record.expires_at),
    }


def idempotency_record_from_item(item: StoredItem) -> IdempotencyRecord:
    return IdempotencyRecord(
        user_id=keys.user_id_of(text(item, keys.PARTITION_KEY)),
        key=IdempotencyKey(
            text(item, keys.SORT_KEY).removeprefix(keys.IDEMPOTENCY_PREFIX), text(item, "fingerprint")
        ),
        task_id=text(item, "task_id"),
        request_id=text(item, "request_id"),
        created_at=from_epoch_milliseconds(integer(item, "created_at")),
    )


def item_from_erased_user(user: ErasedUser) -> Item:
    return {
        **strings({**keys.erased_key(user.id), keys.ENTITY: keys.ERASED_ENTITY}),
        "erased_at": number(epoch_milliseconds(user.erased_at)),
        keys.EXPIRES_AT: number(user.expires_at),
    }


def erased_user_from_item(item: StoredItem) -> ErasedUser:
    return ErasedUser(
        keys.user_id_of(text(item, keys.PARTITION_KEY)),
        from_epoch_milliseconds(integer(item, "erased_at")),
    )


def text(item: StoredItem, name: str) -> str:
    """Return a string attribute.

    Raises:
        KeyError: The attribute is missing or not a string.
    """
    return item[name]["S"]  # pyright: ignore[reportTypedDictNotRequiredAccess]  # a KeyError is the contract


def optional_text(item: StoredItem, name: str) -> str | None:
    return text(item, name) if name in item else None


def integer(item: StoredItem, name: str) -> int:
    """Return a number attribute as an integer.

    Raises:
        KeyError: The attribute is missing or not a number.
    """
    return int(item[name]["N"])  # pyright: ignore[reportTypedDictNotRequiredAccess]  # a KeyError is the contract
