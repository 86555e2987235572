"""User profiles and their e-mail claims in DynamoDB."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.errors import (
    EmailTakenError,
    UserExistsError,
    UserNotActiveError,
    UserNotFoundError,
    VersionMismatchError,
    WriteConflictError,
)
from tasklake.items import item_from_user, strings, text, user_from_item
from tasklake.models import (
    User,
    UserChanges,
    UserStatus,
    change_user,
    epoch_milliseconds,
    from_epoch_milliseconds,
    normalize_email,
    utc_now,
)
from tasklake.repository import Page, UserPosition
from tasklake.repository.dynamodb_profile_updates import (
    claim,
    move_email,
    profile_update,
    refusal,
    require_active,
)
from tasklake.repository.dynamodb_transactions import (
    ATTEMPTS,
    ConditionsFailedError,
    retry_conflicts,
    write_transaction,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef


class DynamoDBUserRepository:
    def __init__(
        self, client: "DynamoDBClient", table_name: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._clock = clock

    def add(self, user: User) -> None:
        try:
            write_transaction(
                self._client,
                [
                    {
                        "Put": {
                            "TableName": self._table_name,
                            "Item": item_from_user(user),
                            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY})",
                        }
                    },
                    claim(self._table_name, user.email, user.id),
                ],
            )
        except ConditionsFailedError as failure:
            if failure.failed(0):
                raise UserExistsError(user.id) from failure
            raise EmailTakenError from failure

    def get(self, user_id: str) -> User:
        response = self._client.get_item(
            TableName=self._table_name, Key=strings(keys.profile_key(user_id)), ConsistentRead=True
        )
        if "Item" not in response:
            raise UserNotFoundError(user_id)
        return user_from_item(response["Item"])

    def find_by_email(self, email: str) -> User | None:
        response = self._client.get_item(
            TableName=self._table_name,
            Key=strings(keys.email_key(normalize_email(email))),
            ConsistentRead=True,
        )
        if "Item" not in response:
            return None
        try:
            return self.get(text(response["Item"], "user_id"))
        except UserNotFoundError:
            # Erased between the two reads.
            return None

    def update(
        self,
        user_id: str,
        changes: UserChanges,
        *,
        request_id: str,
        expected_version: int | None = None,
    ) -> User:
        if "email" in changes:
            changes = {**changes, "email": normalize_email(changes["email"])}
            return self._update_with_email(user_id, changes, request_id, expected_version)
        update = profile_update(changes, now=self._clock(), request_id=request_id)
        condition = require_active(update, expected_version)
        try:
            response = retry_conflicts(
                self._client,
                lambda: self._client.update_item(
                    TableName=self._table_name,
                    Key=strings(keys.profile_key(user_id)),
                    UpdateExpression=update.expression,
                    ConditionExpression=condition,
                    ExpressionAttributeNames=update.names,
                    ExpressionAttributeValues=update.values,
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                ),
            )
        except self._client.exceptions.ConditionalCheckFailedException as failure:
            raise refusal(user_id, expected_version, failure.response.get("Item")) from failure
        return user_from_item(response.get("Attributes", {}))

    def list_active(self, *, limit: int, after: UserPosition | None = None) -> Page[User, UserPosition]:
        index = keys.BY_STATUS
        partition = f"{keys.PROFILE_SORT_KEY}#{UserStatus.ACTIVE}"
        request: QueryInputTypeDef = {
            "TableName": self._table_name,
            "IndexName": index.name,
            "KeyConditionExpression": "#partition = :partition",
            "ExpressionAttributeNames": {"#partition": index.partition_key},
            "ExpressionAttributeValues": {":partition": {"S": partition}},
            # One more than asked for tells whether the list goes on.
            "Limit": limit + 1,
        }
        if after:
            created_at = from_epoch_milliseconds(after.created_at_milliseconds)
            request["ExclusiveStartKey"] = strings(
                keys.profile_key(after.user_id)
                | keys.profile_status_key(UserStatus.ACTIVE, created_at, after.user_id)
            )
        response = self._client.query(**request)
        users = [user_from_item(item) for item in response["Items"]]
        is_cut = len(users) > limit or "LastEvaluatedKey" in response
        last = users[:limit][-1] if is_cut else None
        return Page(
            tuple(users[:limit]),
            UserPosition(last.id, epoch_milliseconds(last.created_at)) if last else None,
        )

    def _update_with_email(
        self, user_id: str, changes: UserChanges, request_id: str, expected_version: int | None
    ) -> User:
        """Move the claim with the profile; a profile that changed since it was read is read again."""
        for _ in range(ATTEMPTS):
            stored = self.get(user_id)
            if stored.status is not UserStatus.ACTIVE:
                raise UserNotActiveError(user_id)
            if expected_version is not None and expected_version != stored.version:
                raise VersionMismatchError(expected_version, stored.version)
            changed = change_user(stored, changes, now=self._clock(), request_id=request_id)
            try:
                write_transaction(self._client, move_email(self._table_name, stored, changes, changed))
            except ConditionsFailedError as failure:
                if not failure.failed(0):
                    raise EmailTakenError from failure
            else:
                return changed
        raise WriteConflictError
