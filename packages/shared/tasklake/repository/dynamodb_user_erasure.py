"""The erasure of a user's items in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import Item, StoredItem, string, strings, text
from tasklake.erasure import ErasedUser
from tasklake.errors import EmailTakenError, UserNotErasingError, WriteConflictError
from tasklake.items import item_from_erased_user
from tasklake.models import Revision, UserStatus
from tasklake.repository.dynamodb_batches import BATCH, delete_batch
from tasklake.repository.dynamodb_profile_updates import is_erasing, profile_update
from tasklake.repository.dynamodb_store import DynamoDBStore
from tasklake.repository.dynamodb_transactions import (
    ConditionsFailedError,
    retry_conflicts,
    write_transaction,
)
from tasklake.versions import Effects, next_version

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef, UpdateItemInputTypeDef

AT_ONCE: Final = 2
"""Batches that are deleted together: as many as it takes to ask for the 1,000 units a second of a partition (ADR-006)."""

NO_POSSESSIONS: Final = frozenset({keys.PROFILE_SORT_KEY, keys.ERASED_SORT_KEY})
"""The items of a user's partition that only `complete` may touch."""


class DynamoDBUserErasure(DynamoDBStore):
    def remove_possessions(self, user_id: str) -> int:
        self._marked_profile(user_id)
        possessions = self._some_possessions(user_id)
        if not possessions:
            return 0
        batches = list(batched(possessions, BATCH, strict=False))
        delete = partial(delete_batch, self._client, self._table_name)
        if len(batches) == 1:
            removed = delete(batches[0])
        else:
            with ThreadPoolExecutor(len(batches)) as threads:
                removed = sum(threads.map(delete, batches))
        if not removed:
            raise WriteConflictError
        return removed

    def continue_later(self, user_id: str, revision: Revision) -> None:
        # Whoever wrote another version has made another stream record.
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            retry_conflicts(
                self._client,
                lambda: self._client.update_item(
                    **next_marked_version(
                        self._table_name, user_id, revision, next_version(self._clock(), self._generation)
                    )
                ),
            )

    def complete(self, user_id: str) -> None:
        profile = self._marked_profile(user_id)
        if profile is None:
            return
        erased = ErasedUser(user_id, self._clock())
        try:
            write_transaction(
                self._client,
                [
                    delete_marked_profile(self._table_name, user_id),
                    release_claim(self._table_name, text(profile, "email"), user_id),
                    {"Put": {"TableName": self._table_name, "Item": item_from_erased_user(erased)}},
                ],
            )
        except ConditionsFailedError as failure:
            if not failure.failed(0):
                raise EmailTakenError from failure
            # Without a profile, another run was faster.
            if failure.stored(0):
                raise UserNotErasingError(user_id) from failure

    def _marked_profile(self, user_id: str) -> StoredItem | None:
        response = self._client.get_item(
            TableName=self._table_name, Key=strings(keys.profile_key(user_id)), ConsistentRead=True
        )
        profile: StoredItem | None = response.get("Item")
        if profile and not is_erasing(profile):
            raise UserNotErasingError(user_id)
        return profile

    def _some_possessions(self, user_id: str) -> list[Item]:
        """Return the keys of some; those removed before are gone, so the first ones are always the next."""
        response = self._client.query(
            TableName=self._table_name,
            KeyConditionExpression="#partition = :partition",
            ProjectionExpression=f"{keys.PARTITION_KEY}, {keys.SORT_KEY}",
            ExpressionAttributeNames={"#partition": keys.PARTITION_KEY},
            ExpressionAttributeValues={":partition": {"S": keys.user_partition(user_id)}},
            ConsistentRead=True,
            Limit=BATCH * AT_ONCE + len(NO_POSSESSIONS),
        )
        possessions = [item for item in response["Items"] if text(item, keys.SORT_KEY) not in NO_POSSESSIONS]
        return possessions[: BATCH * AT_ONCE]


def next_marked_version(
    table_name: str, user_id: str, revision: Revision, effects: Effects
) -> "UpdateItemInputTypeDef":
    """Return the update that changes nothing but the version of a marked profile, and its time."""
    update = profile_update(user_id, effects)
    return {
        "TableName": table_name,
        "Key": strings(keys.profile_key(user_id)),
        "UpdateExpression": update.expression,
        "ConditionExpression": f"{update.require_stored(revision)} AND #status = :erasing",
        "ExpressionAttributeNames": {**update.names, "#status": "status"},
        "ExpressionAttributeValues": {**update.values, ":erasing": string(UserStatus.ERASING)},
    }


def delete_marked_profile(table_name: str, user_id: str) -> "TransactWriteItemTypeDef":
    """Return the delete of a profile; while it is marked, its address cannot change."""
    return {
        "Delete": {
            "TableName": table_name,
            "Key": strings(keys.profile_key(user_id)),
            "ConditionExpression": "#status = :erasing",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":erasing": {"S": UserStatus.ERASING}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def release_claim(table_name: str, email: str, user_id: str) -> "TransactWriteItemTypeDef":
    return {
        "Delete": {
            "TableName": table_name,
            "Key": strings(keys.email_key(email)),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY}) OR #user_id = :user_id",
            "ExpressionAttributeNames": {"#user_id": "user_id"},
            "ExpressionAttributeValues": {":user_id": {"S": user_id}},
        }
    }
