"""The next version of a profile in DynamoDB, and the e-mail claim that moves with it."""

from datetime import datetime
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.errors import UserNotActiveError, UserNotFoundError, VersionMismatchError
from tasklake.items import StoredItem, email_claim_item, integer, strings, text
from tasklake.models import User, UserChanges, UserStatus
from tasklake.repository.dynamodb_updates import UpdateExpression

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def profile_update(changes: UserChanges, *, now: datetime, request_id: str) -> UpdateExpression:
    """Return the update that makes the next version of a profile; no index key depends on what it changes."""
    update = UpdateExpression.of_next_version(now, request_id)
    if "email" in changes:
        update.set("email", {"S": changes["email"]})
    if "name" in changes:
        update.set("name", {"S": changes["name"]})
    return update


def require_active(update: UpdateExpression, expected_version: int | None) -> str:
    """Return the condition that the profile exists, is active and, where a version is expected, has it."""
    condition = update.require_stored(expected_version)
    update.names["#status"], update.values[":active"] = "status", {"S": UserStatus.ACTIVE}
    return f"{condition} AND #status = :active"


def refusal(user_id: str, expected_version: int | None, stored: StoredItem | None) -> Exception:
    """Return the error that a failed condition on a profile means."""
    if not stored:
        return UserNotFoundError(user_id)
    if expected_version is None or text(stored, "status") != UserStatus.ACTIVE:
        return UserNotActiveError(user_id)
    return VersionMismatchError(expected_version, integer(stored, "version"))


def move_email(
    table_name: str, stored: User, changes: UserChanges, changed: User
) -> "list[TransactWriteItemTypeDef]":
    """Return the writes that turn a profile into its next version, and move its claim where the address differs."""
    update = profile_update(changes, now=changed.updated_at, request_id=changed.request_id)
    items: list[TransactWriteItemTypeDef] = [
        {
            "Update": {
                "TableName": table_name,
                "Key": strings(keys.profile_key(stored.id)),
                "UpdateExpression": update.expression,
                "ConditionExpression": require_active(update, stored.version),
                "ExpressionAttributeNames": update.names,
                "ExpressionAttributeValues": update.values,
            }
        }
    ]
    if changed.email != stored.email:
        released = strings(keys.email_key(stored.email))
        items.append(claim(table_name, changed.email, stored.id))
        items.append({"Delete": {"TableName": table_name, "Key": released}})
    return items


def claim(table_name: str, email: str, user_id: str) -> "TransactWriteItemTypeDef":
    """Return the write that makes a normalised address a user's, as long as it is nobody's."""
    return {
        "Put": {
            "TableName": table_name,
            "Item": email_claim_item(email, user_id),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY})",
        }
    }
