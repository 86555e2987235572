"""What knows a user beside the table: the pool of accounts, and the ledger that a restore asks whom to erase again."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklake.erasure import ledger_item
from tasklake.models import utc_now

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class UserPool:
    client: "CognitoIdentityProviderClient"
    user_pool_id: str

    def delete_user(self, user_id: str) -> None:
        """Delete a user's account, so that no new token is issued; an account that is gone is none to delete."""
        # A local user is found by `sub`, the id of our user, whatever the pool takes for a user name
        # (Amazon Cognito user pools API Reference, "AdminDeleteUser").
        with suppress(self.client.exceptions.UserNotFoundException):
            self.client.admin_delete_user(UserPoolId=self.user_pool_id, Username=user_id)


@dataclass(frozen=True, slots=True)
class Ledger:
    client: "DynamoDBClient"
    table_name: str

    def add(self, user_id: str) -> None:
        """Note that a user is erased; doing it again renews the note."""
        self.client.put_item(TableName=self.table_name, Item=ledger_item(user_id, utc_now()))
