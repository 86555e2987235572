"""The accounts that users sign in with."""

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient


class UserPool(Protocol):
    def delete_user(self, user_id: str) -> None:
        """Delete a user's account, so that no new token is issued; an account that is gone is none to delete."""
        ...


class CognitoUserPool:
    def __init__(self, client: "CognitoIdentityProviderClient", user_pool_id: str) -> None:
        self._client = client
        self._user_pool_id = user_pool_id

    def delete_user(self, user_id: str) -> None:
        # A local user is found by `sub`, the id of our user, whatever the pool takes for a user name
        # (Amazon Cognito user pools API Reference, "AdminDeleteUser").
        with suppress(self._client.exceptions.UserNotFoundException):
            self._client.admin_delete_user(UserPoolId=self._user_pool_id, Username=user_id)
