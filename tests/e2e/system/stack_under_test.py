"""A stack as its users and analysts have it, deployed or local: the same code for both."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tasklake_operations.accounts import Accounts
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.stack import LOCAL_STACK, StackOutputs
from tests.e2e.system.client import Client

if TYPE_CHECKING:
    from tasklake_operations.clients import Clients

ERASURE_SECONDS = 300


class LeftoverError(Exception):
    """Accounts, and what belongs to them, are still there."""


def stack_name(config: pytest.Config) -> str:
    """Return the stack that a run is about; `--stack` is known only where tests/e2e is named."""
    return str(config.getoption("--stack", LOCAL_STACK))


@dataclass
class StackUnderTest:
    """The users that tests have of it are its own, and can be erased.

    Attributes:
        outputs: The stack's.
        clients: Those of its account.
        emails: Of the accounts that were made.
    """

    outputs: StackOutputs
    clients: "Clients"
    emails: list[str] = field(default_factory=list[str])

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.clients.client("cognito-idp"), self.outputs)

    @property
    def lake(self) -> AthenaWorkgroup:
        """The lake, with the maintenance's limit."""
        return AthenaWorkgroup(
            athena=self.clients.client("athena"),
            s3=self.clients.client("s3"),
            workgroup=self.outputs.maintenance_workgroup,
            database=self.outputs.glue_database,
        )

    def new_token(self, *, admin: bool = False) -> str:
        """Return the ID token of a new account, which has no profile yet."""
        email = f"e2e-{uuid4()}@example.com"
        self.emails.append(email)
        return self.accounts.id_token(email, admin=admin)

    def sign_up(self, *, admin: bool = False) -> Client:
        """Return a new user, with a profile."""
        token = self.new_token(admin=admin)
        status, user = Client(self.outputs.api_url, token).send("POST", "/v1/users", {"name": "Ada"})
        assert status == 201, user
        return Client(self.outputs.api_url, token, user["id"])

    def erase_users(self) -> None:
        """Erase every user, and delete the accounts of those who never had a profile.

        Raises:
            LeftoverError: An erasure was refused, or did not end in time.
        """
        accounts = self.accounts
        left = [email for email in self.emails if accounts.exists(email)]
        refused: dict[str, int] = {}
        for email in left:
            try:
                # Anew: the token that the test had may have expired.
                token = accounts.id_token(email)
            except accounts.cognito.exceptions.UserNotFoundException:
                continue  # An erasure that the test itself began has ended meanwhile.
            user = Client(self.outputs.api_url, token)
            status, _ = user.send("DELETE", "/v1/users/me")
            if status == 404:
                accounts.delete(email)
            elif status != 202:
                refused[email] = status
        deadline = time.monotonic() + ERASURE_SECONDS
        while left := [email for email in left if accounts.exists(email)]:
            if time.monotonic() > deadline or left == [*refused]:
                raise LeftoverError(f"Not erased: {', '.join(left)}; refused: {refused}")
            time.sleep(0.5)
