"""User profiles and their e-mail claims in DynamoDB."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import StoredItem, strings, text
from tasklake.errors import (
    EmailTakenError,
    NotFoundError,
    UserErasedError,
    UserExistsError,
    UserNotActiveError,
    VersionMismatchError,
    WriteConflictError,
)
from tasklake.items import revision_of, user_from_item
from tasklake.models import (
    Revision,
    User,
    UserChanges,
    UserStatus,
    VerifiedEmail,
    normalize_email,
)
from tasklake.repository import Page, UserPosition
from tasklake.repository.dynamodb_missing_users import missing_user, not_erased
from tasklake.repository.dynamodb_profile_updates import (
    claim,
    is_erasing,
    move_email,
    new_profile,
    profile_update,
    refusal,
    require_active,
    require_no_news,
)
from tasklake.repository.dynamodb_store import DynamoDBStore
from tasklake.repository.dynamodb_transactions import (
    ATTEMPTS,
    ConditionsFailedError,
    retry_conflicts,
    write_transaction,
)
from tasklake.repository.dynamodb_updates import is_written_by
from tasklake.repository.dynamodb_user_lists import list_active_users
from tasklake.versions import Effects, change_user, erasing_effects, user_effects

if TYPE_CHECKING:
    pass


class NewEmailError(Exception):
    """A verified address is news to the stored profile."""


class DynamoDBUserRepository(DynamoDBStore):
    def add(self, user: User) -> User:
        user = replace(user, generation=self._generation)
        try:
            write_transaction(
                self._client,
                [
                    new_profile(self._table_name, user),
                    not_erased(self._table_name, user.id, self._clock()),
                    claim(self._table_name, user.email, user.id),
                ],
            )
        except ConditionsFailedError as failure:
            if failure.failed(0):
                is_leaving = is_erasing(failure.stored(0))
                raise (UserNotActiveError if is_leaving else UserExistsError)(user.id) from failure
            if failure.failed(1):
                raise UserErasedError(user.id) from failure
            raise EmailTakenError from failure
        return user

    def get(self, user_id: str) -> User:
        response = self._client.get_item(
            TableName=self._table_name, Key=strings(keys.profile_key(user_id)), ConsistentRead=True
        )
        if "Item" not in response:
            raise self._missing(user_id)
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
        except NotFoundError:
            # Erased between the two reads.
            return None

    def update(
        self,
        user_id: str,
        changes: UserChanges,
        *,
        request_id: str,
        expected: Revision | None = None,
        verified: VerifiedEmail | None = None,
    ) -> User:
        if "email" in changes:
            changes = {**changes, "email": normalize_email(changes["email"])}
            return self._update_with_email(user_id, changes, request_id, expected)
        effects = user_effects(changes, **self._writing(request_id))

        def is_done(stored: StoredItem) -> bool:
            return is_written_by(stored, request_id)

        if verified:
            try:
                return self._update_active(user_id, effects, expected, is_done, verified)
            except NewEmailError:
                with suppress(EmailTakenError):
                    changes = {**changes, "email": verified.address}
                    return self._update_with_email(user_id, changes, request_id, expected)
        return self._update_active(user_id, effects, expected, is_done)

    def begin_erasure(self, user_id: str, *, request_id: str, expected: Revision | None = None) -> User:
        effects = erasing_effects(**self._writing(request_id))
        return self._update_active(user_id, effects, expected, is_done=is_erasing)

    def list_active(self, *, limit: int, after: UserPosition | None = None) -> Page[User, UserPosition]:
        return list_active_users(self._client, self._table_name, limit=limit, after=after)

    def _update_active(
        self,
        user_id: str,
        effects: Effects,
        expected: Revision | None,
        is_done: Callable[[StoredItem], bool],
        verified: VerifiedEmail | None = None,
    ) -> User:
        """Update an active profile; one that is found as the update would leave it is returned instead.

        Raises:
            NewEmailError: The verified address is news to the profile, which the update does not bring.
        """
        update = profile_update(user_id, effects)
        condition = require_active(update, expected)
        if verified:
            condition = f"{condition} AND {require_no_news(update, verified)}"
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
            stored = failure.response.get("Item")
            if not stored:
                raise self._missing(user_id) from failure
            if is_done(stored):
                return user_from_item(stored)
            is_expected = expected in (None, revision_of(stored))
            if verified and is_expected and verified.is_news_to(user_from_item(stored)):
                raise NewEmailError from failure
            raise refusal(user_id, expected, stored) from failure
        return user_from_item(response.get("Attributes", {}))

    def _missing(self, user_id: str) -> Exception:
        return missing_user(self._client, self._table_name, user_id, self._clock())

    def _update_with_email(
        self, user_id: str, changes: UserChanges, request_id: str, expected: Revision | None
    ) -> User:
        """Move the claim with the profile; a profile that changed since it was read is read again."""
        for _ in range(ATTEMPTS):
            stored = self.get(user_id)
            if stored.status is not UserStatus.ACTIVE:
                raise UserNotActiveError(user_id)
            if expected is not None and expected != stored.revision:
                if stored.request_id == request_id:
                    return stored
                raise VersionMismatchError(expected, stored.revision)
            changed = change_user(stored, changes, **self._writing(request_id))
            try:
                write_transaction(self._client, move_email(self._table_name, stored, changes, changed))
            except ConditionsFailedError as failure:
                if not failure.failed(0):
                    raise EmailTakenError from failure
            else:
                return changed
        raise WriteConflictError
