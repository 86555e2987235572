"""The users in whose names an activity is replayed."""

from threading import Lock
from typing import Final, Protocol

ACTOR_DOMAIN: Final = "actors.example.com"
ADMIN_EMAIL: Final = "admin@admins.example.com"


class SignUp(Protocol):
    """Signs users up with the identity provider; called from several threads."""

    def __call__(self, email: str, *, admin: bool) -> str:
        """Return a fresh ID token of the user with this address, signed up and confirmed if new."""
        ...


class Caller:
    """A signed-up user whose token is renewed once the API refuses it."""

    def __init__(self, sign_up: SignUp, email: str, *, admin: bool = False) -> None:
        self.email = email
        self._sign_up = sign_up
        self._admin = admin
        self._renewing = Lock()
        self.token = sign_up(email, admin=admin)

    def renew(self, refused_token: str) -> None:
        """Replace a token that was refused, unless another thread has done so already."""
        with self._renewing:
            if self.token == refused_token:
                self.token = self._sign_up(self.email, admin=self._admin)


def actor_email(actor: str) -> str:
    """Return the address of an actor, in a domain that no mail reaches (RFC 2606)."""
    return f"{actor}@{ACTOR_DOMAIN}"
