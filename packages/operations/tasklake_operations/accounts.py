"""Accounts that an administrator of the user pool makes: signing up, tokens, and their end."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tasklake.models import ADMIN_GROUP
from tasklake_operations.errors import OperationError
from tasklake_operations.srp import PasswordProof

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import RespondToAuthChallengeResponseTypeDef

    from tasklake_operations.stack import StackOutputs


class SignInError(OperationError):
    """An account cannot sign in with its password alone."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of one stack."""

    cognito: "CognitoIdentityProviderClient"
    outputs: "StackOutputs"

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
        pool = self.outputs.user_pool_id
        password = password or f"Aa1-{secrets.token_urlsafe(24)}"
        self._ensure_account(email)
        self.cognito.admin_set_user_password(
            UserPoolId=pool, Username=email, Password=password, Permanent=True
        )
        if admin:
            self.cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=ADMIN_GROUP)
        return self._signed_in(email, password)

    def delete(self, email: str) -> None:
        """Delete an account, if there is one."""
        try:
            self.cognito.admin_delete_user(UserPoolId=self.outputs.user_pool_id, Username=email)
        except self.cognito.exceptions.UserNotFoundException:
            return

    def exists(self, email: str) -> bool:
        try:
            self.cognito.admin_get_user(UserPoolId=self.outputs.user_pool_id, Username=email)
        except self.cognito.exceptions.UserNotFoundException:
            return False
        return True

    def _signed_in(self, email: str, password: str) -> str:
        """Sign in by the password where the client allows it, which is quick, and else by SRP, as every client does."""
        client = self.outputs.user_pool_client_id
        try:
            answer = self.cognito.initiate_auth(
                ClientId=client,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except self.cognito.exceptions.InvalidParameterException:
            answer = self._proven(client, email, password)
        token = answer.get("AuthenticationResult", {}).get("IdToken")
        if token is None:
            raise SignInError(f"Cognito gave {email} no token, but: {answer.get('ChallengeName')}")
        return token

    def _proven(self, client: str, email: str, password: str) -> "RespondToAuthChallengeResponseTypeDef":
        proof = PasswordProof(self.outputs.user_pool_id, password)
        challenge = self.cognito.initiate_auth(
            ClientId=client,
            AuthFlow="USER_SRP_AUTH",
            AuthParameters={"USERNAME": email, "SRP_A": proof.public_value},
        )
        return self.cognito.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=proof.responses(challenge.get("ChallengeParameters", {}), datetime.now(UTC)),
        )

    def _ensure_account(self, email: str) -> None:
        try:
            self.cognito.admin_create_user(
                UserPoolId=self.outputs.user_pool_id,
                Username=email,
                MessageAction="SUPPRESS",
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
            )
        except self.cognito.exceptions.UsernameExistsException:
            return
