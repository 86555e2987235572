"""Users' profiles: one's own, and all of them for admins."""

from contextlib import suppress

from aws_lambda_powertools.event_handler import Response

from tasklake.errors import ConflictError, VersionMismatchError
from tasklake.models import User, UserChanges, VerifiedEmail, create_user, normalize_email, utc_now
from tasklake.repository import UserRepository
from tasklake_api.bodies import JSON, MERGE_PATCH
from tasklake_api.cursors import refused, user_cursor, user_position
from tasklake_api.identity import Caller
from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.request import Request
from tasklake_api.responses import (
    accepted,
    conditional_representation,
    created,
    json_response,
    representation,
)
from tasklake_api.user_wire import USER_CREATE, USER_PATCH, UserListParameters, user_representation


class UserEndpoints:
    def __init__(self, users: UserRepository) -> None:
        self._users = users

    def create(self, request: Request) -> Response[str]:
        email = request.caller.require_verified_email()
        body = request.body(USER_CREATE)
        user = self._users.add(
            create_user(
                user_id=request.caller.user_id,
                email=email,
                name=body.name,
                now=utc_now(),
                request_id=request.id,
            )
        )
        return created(user_representation(user), f"users/{user.id}", user.revision)

    def list(self, request: Request) -> Response[str]:
        request.caller.require_admin()
        parameters = request.query(UserListParameters)
        if parameters.email is not None:
            return self._find(parameters.email, parameters.cursor)
        after = None if parameters.cursor is None else user_position(parameters.cursor)
        page = self._users.list_active(limit=parameters.limit, after=after)
        return json_response(
            {
                "items": [user_representation(user) for user in page.items],
                "next_cursor": user_cursor(page.next) if page.next else None,
            }
        )

    def get(self, request: Request, user_id: str) -> Response[str]:
        user_id = request.caller.user_at(user_id)
        preconditions = request.preconditions
        user = self._with_verified_email(request, self._users.get(user_id))
        return conditional_representation(user_representation(user), user.revision, preconditions)

    def update(self, request: Request, user_id: str) -> Response[str]:
        user_id = request.caller.user_at(user_id)
        preconditions = request.preconditions
        changes = request.body(USER_PATCH, (MERGE_PATCH, JSON))
        if "email" in changes:
            require_own_email(request.caller, user_id, changes["email"])
        if changes:
            user = self._users.update(
                user_id,
                changes,
                request_id=request.id,
                expected=preconditions.expected_revision(lambda: self._users.get(user_id).revision),
                verified=verified_email_of(request.caller, user_id),
            )
        else:
            user = self._users.get(user_id)
            preconditions.check_write(user.revision)
            user = self._with_verified_email(request, user)
        return representation(user_representation(user), user.revision)

    def erase(self, request: Request, user_id: str) -> Response[str]:
        """Begin the erasure; the change stream brings it to the function that does the rest."""
        user_id = request.caller.user_at(user_id)
        user = self._users.begin_erasure(
            user_id,
            request_id=request.id,
            expected=request.preconditions.expected_revision(lambda: self._users.get(user_id).revision),
        )
        return accepted(user_representation(user), user.revision)

    def _with_verified_email(self, request: Request, user: User) -> User:
        """Move a profile to the address that its owner's token verifies, if that is news; HEAD does as GET does.

        What stands in the way, such as another user's claim on the address, leaves the profile as it was read.
        """
        verified = verified_email_of(request.caller, user.id)
        if verified and verified.is_news_to(user):
            with suppress(ConflictError, VersionMismatchError):
                changes = UserChanges(email=verified.address)
                return self._users.update(user.id, changes, request_id=request.id, expected=user.revision)
        return user

    def _find(self, email: str, cursor: str | None) -> Response[str]:
        if cursor is not None:
            raise refused()
        user = self._users.find_by_email(email)
        return json_response({"items": [user_representation(user)] if user else [], "next_cursor": None})


def verified_email_of(caller: Caller, user_id: str) -> VerifiedEmail | None:
    """Return the address that the caller's token verifies, if the caller is the user."""
    return caller.verified_email if caller.user_id == user_id else None


def require_own_email(caller: Caller, user_id: str, email: str) -> None:
    """Hold a new address against the caller's token.

    Raises:
        ProblemError: The token does not say that the address belongs to the user.
    """
    if user_id != caller.user_id:
        detail = "Only users themselves can change their e-mail address."
    elif normalize_email(email) != caller.require_verified_email():
        detail = "The ID token verifies another address: change it at sign-in, then come with a new token."
    else:
        return
    raise ProblemError(
        ProblemType.EMAIL_NOT_VERIFIED, detail, errors=[{"detail": detail, "pointer": "#/email"}]
    )
