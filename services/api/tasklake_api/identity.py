"""Who calls: the claims of the Cognito token that API Gateway has verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

from tasklake.errors import UserNotFoundError
from tasklake.field_forms import CANONICAL_UUID
from tasklake.models import ADMIN_GROUP, VerifiedEmail, normalize_email
from tasklake_api.problems import ProblemError, ProblemType

ME: Final = "me"


@dataclass(frozen=True, slots=True)
class Caller:
    """The subject of a verified token.

    Attributes:
        user_id: The subject.
        is_admin: Whether the subject is in the group of admins.
        claims: All that the token says.
    """

    user_id: str
    is_admin: bool
    claims: Mapping[str, str]

    @classmethod
    def from_claims(cls, claims: Mapping[str, str]) -> Self:
        """Read the claims as an HTTP API's JWT authorizer hands them over, every one a string."""
        return cls(claims["sub"], ADMIN_GROUP in groups_of(claims.get("cognito:groups", "")), claims)

    @property
    def has_id_token(self) -> bool:
        """Whether the token is an ID token; an access token names no e-mail address."""
        return self.claims.get("token_use") == "id"

    @property
    def verified_email(self) -> VerifiedEmail | None:
        """The address, where the token says that it is the subject's."""
        address = self.claims.get("email")
        if not self.has_id_token or self.claims.get("email_verified") != "true" or not address:
            return None
        return VerifiedEmail(normalize_email(address), datetime.fromtimestamp(float(self.claims["iat"]), UTC))

    def user_at(self, segment: str | None) -> str:
        """Return the id of the user that a path names, the caller's own where it names nobody or `me`.

        Raises:
            ProblemError: It is another user and the caller is no admin.
            UserNotFoundError: No user can have this id.
        """
        if segment in (None, ME, self.user_id):
            return self.user_id
        self.require_admin()
        if not is_canonical_uuid(segment):
            raise UserNotFoundError(segment)
        return segment

    def require_admin(self) -> None:
        if not self.is_admin:
            raise ProblemError(ProblemType.FORBIDDEN, "Only an admin may reach other users.")

    def require_verified_email(self) -> str:
        if not self.has_id_token:
            raise ProblemError(
                ProblemType.ID_TOKEN_REQUIRED,
                "An access token carries no e-mail address: send the ID token for this request.",
            )
        if self.verified_email is None:
            raise ProblemError(
                ProblemType.EMAIL_NOT_VERIFIED,
                "The ID token has no verified e-mail address: verify it, then sign in again for a new token.",
            )
        return self.verified_email.address


def groups_of(claim: str) -> list[str]:
    """Return the names in a list claim, which an HTTP API writes as `[admins other]`; a name has no spaces."""
    if claim.startswith("[") and claim.endswith("]"):
        return claim[1:-1].split(" ")
    return []


def is_canonical_uuid(text: str) -> bool:
    """Whether a text is a UUID as RFC 9562 writes it; no other text is the id of a task or user."""
    return CANONICAL_UUID.fullmatch(text) is not None
