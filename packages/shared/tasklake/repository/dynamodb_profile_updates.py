"""The versions of a profile in DynamoDB, and the e-mail claim that comes and moves with it."""

from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import StoredItem, moment, strings, text
from tasklake.errors import UserNotActiveError, VersionMismatchError
from tasklake.items import USER_ITEMS, email_claim_item, item_from_user, revision_of
from tasklake.models import Revision, User, UserChanges, UserStatus, VerifiedEmail
from tasklake.repository.dynamodb_updates import UpdateExpression
from tasklake.versions import Effects, user_effects

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def profile_update(user_id: str, effects: Effects) -> UpdateExpression:
    """Return the update that has the effects on a profile."""
    return UpdateExpression.of(USER_ITEMS, effects, {"id": user_id})


def is_erasing(stored: StoredItem) -> bool:
    return text(stored, "status") == UserStatus.ERASING


def require_active(update: UpdateExpression, expected: Revision | None) -> str:
    """Return the condition that the profile exists, is active and, where a revision is expected, has it."""
    condition = update.require_stored(expected)
    update.names["#status"], update.values[":active"] = "status", {"S": UserStatus.ACTIVE}
    return f"{condition} AND #status = :active"


def require_no_news(update: UpdateExpression, verified: VerifiedEmail) -> str:
    """Return the condition that a verified address is no news to the active profile that the update meets."""
    update.names["#email"], update.values[":verified"] = "email", {"S": verified.address}
    update.values[":issued_at"] = moment(verified.issued_at)
    return "(#email = :verified OR #updated_at >= :issued_at)"


def refusal(user_id: str, expected: Revision | None, stored: StoredItem) -> Exception:
    """Return the error that a failed condition on a profile means."""
    if expected is None or text(stored, "status") != UserStatus.ACTIVE:
        return UserNotActiveError(user_id)
    return VersionMismatchError(expected, revision_of(stored))


def new_profile(table_name: str, user: User) -> "TransactWriteItemTypeDef":
    return {
        "Put": {
            "TableName": table_name,
            "Item": item_from_user(user),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY})",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def move_email(
    table_name: str, stored: User, changes: UserChanges, changed: User
) -> "list[TransactWriteItemTypeDef]":
    """Return the writes that turn a profile into its next version, and move its claim where the address differs."""
    effects = user_effects(
        changes, now=changed.updated_at, generation=changed.generation, request_id=changed.request_id
    )
    update = profile_update(stored.id, effects)
    items: list[TransactWriteItemTypeDef] = [
        {
            "Update": {
                "TableName": table_name,
                "Key": strings(keys.profile_key(stored.id)),
                "UpdateExpression": update.expression,
                "ConditionExpression": require_active(update, stored.revision),
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
