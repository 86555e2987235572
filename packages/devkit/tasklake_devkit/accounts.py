"""Users of the local user pool: signing up, and tokens."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_aws.sessions import EmulatorSession
from tasklake.models import ADMIN_GROUP
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import StackOutputs

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient


class SignInError(OperationError):
    """An account cannot sign in with its password alone."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of one local system."""

    session: EmulatorSession
    outputs: StackOutputs

    def id_token(self, email: str, *, admin: bool = False, password: str | None = None) -> str:
        """Return a fresh ID token; an unknown address is signed up first, its e-mail verified.

        Each call sets the password, and a random one is not kept: the token is all that leaves.

        Args:
            email: The account's address.
            admin: Whether the account is to be in the group of admins; it is never taken out of it.
            password: What the account is to sign in with from now on; a random one if not given.

        Raises:
            SignInError: The pool asks for more than a password.
        """
        cognito = self.session.client("cognito-idp")
        pool = self.outputs.user_pool_id
        password = password or f"Aa1-{secrets.token_urlsafe(24)}"
        self._ensure_account(cognito, email)
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        if admin:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=ADMIN_GROUP)
        answer = cognito.initiate_auth(
            ClientId=self.outputs.user_pool_client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        token = answer.get("AuthenticationResult", {}).get("IdToken")
        if token is None:
            raise SignInError(f"Cognito gave {email} no token, but: {answer.get('ChallengeName')}")
        return token

    def _ensure_account(self, cognito: "CognitoIdentityProviderClient", email: str) -> None:
        try:
            cognito.admin_create_user(
                UserPoolId=self.outputs.user_pool_id,
                Username=email,
                MessageAction="SUPPRESS",
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
            )
        except cognito.exceptions.UsernameExistsException:
            return
