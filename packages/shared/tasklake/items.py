"""What the domain stores as DynamoDB items in attribute-value form, and back."""

from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import Item, StoredItem, integer, moment, number, string, strings, text
from tasklake.batches import Outcome
from tasklake.deletion import Deletion
from tasklake.erasure import ErasedUser
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.item_forms import ItemForm
from tasklake.models import Revision, Task, User, epoch_milliseconds, from_epoch_milliseconds

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue

TASK_ITEMS: Final = ItemForm(
    Task,
    keys.TASK_ENTITY,
    keys.TASK_KEYS,
    ids={"id": (keys.SORT_KEY, keys.task_id_of), "user_id": (keys.PARTITION_KEY, keys.user_id_of)},
)
USER_ITEMS: Final = ItemForm(
    User, keys.USER_ENTITY, keys.PROFILE_KEYS, ids={"id": (keys.PARTITION_KEY, keys.user_id_of)}
)

item_from_task: Final = TASK_ITEMS.write
task_from_item: Final = TASK_ITEMS.read
item_from_user: Final = USER_ITEMS.write
user_from_item: Final = USER_ITEMS.read


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
        **(
            {"outcomes": {"L": [item_from_outcome(each) for each in record.outcomes]}}
            if record.outcomes
            else {}
        ),
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
        outcomes=tuple(
            outcome_from_item(each.get("M", {})) for each in item.get("outcomes", {}).get("L", ())
        ),
    )


def item_from_outcome(outcome: Outcome) -> "AttributeValue":
    revision = outcome.revision._asdict() if outcome.revision else {}
    return {
        "M": {"task_id": string(outcome.task_id), **{name: number(value) for name, value in revision.items()}}
    }


def outcome_from_item(item: StoredItem) -> Outcome:
    return Outcome(text(item, "task_id"), revision_of(item) if "version" in item else None)


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


def revision_of(item: StoredItem) -> Revision:
    return Revision(integer(item, "generation"), integer(item, "version"))


def is_tombstone(item: StoredItem) -> bool:
    return keys.DELETED_AT in item


def deletion_from_tombstone(item: StoredItem) -> Deletion:
    """Return the delete that made a tombstone of a task."""
    return deletion_of(item, keys.task_id_of(text(item, keys.SORT_KEY)))


def change_from_item(item: StoredItem) -> Task | Deletion:
    """Return what an item of the index by last change tells."""
    if not is_tombstone(item):
        return task_from_item(item)
    is_record = text(item, keys.ENTITY) == keys.DELETION_ENTITY
    return deletion_from_item(item) if is_record else deletion_from_tombstone(item)


def item_from_deletion(deletion: Deletion) -> Item:
    return {
        **strings(
            {
                **keys.deletion_key(deletion.user_id, deletion.task_id),
                keys.BY_UPDATE.partition_key: keys.user_partition(deletion.user_id),
                keys.ENTITY: keys.DELETION_ENTITY,
                "task_id": deletion.task_id,
                "request_id": deletion.request_id,
            }
        ),
        "created_at": moment(deletion.created_at),
        keys.DELETED_AT: moment(deletion.deleted_at),
        keys.BY_UPDATE.sort_key: moment(deletion.deleted_at),
        "version": number(deletion.version),
        keys.EXPIRES_AT: number(deletion.expires_at),
    }


def deletion_from_item(item: StoredItem) -> Deletion:
    return deletion_of(item, text(item, "task_id"))


def deletion_of(item: StoredItem, task_id: str) -> Deletion:
    return Deletion(
        user_id=keys.user_id_of(text(item, keys.PARTITION_KEY)),
        task_id=task_id,
        created_at=from_epoch_milliseconds(integer(item, "created_at")),
        deleted_at=from_epoch_milliseconds(integer(item, keys.DELETED_AT)),
        version=integer(item, "version"),
        request_id=text(item, "request_id"),
    )
