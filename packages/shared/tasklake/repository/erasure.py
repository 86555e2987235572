"""What the erasure of a user asks of the store."""

from typing import Protocol

from tasklake.models import Revision


class UserErasure(Protocol):
    """The rest of an erasure, after `UserRepository.begin_erasure`; every step may be repeated after a crash."""

    def remove_possessions(self, user_id: str) -> int:
        """Delete some of the user's tasks and records of requests and deletions for good, whatever their version.

        Returns:
            How many were deleted; 0 once none is left.

        Raises:
            UserNotErasingError: The user has a profile that is not marked.
            WriteConflictError: There are some, but none could be deleted just now.
        """
        ...

    def continue_later(self, user_id: str, revision: Revision) -> None:
        """Add 1 to the version of a marked profile, on which the change stream tells of it once more.

        Every such version has the request id of the one that asked for the erasure.

        Args:
            user_id: Whose erasure is not complete yet.
            revision: The revision to add to; a profile that has another one, or is gone, is left as it is.

        Raises:
            WriteConflictError: Concurrent writes to the profile outlasted the retries.
        """
        ...

    def complete(self, user_id: str) -> None:
        """Replace the profile and its e-mail claim by the memory that the user was erased; without profile, do nothing.

        Raises:
            UserNotErasingError: The user has a profile that is not marked.
            EmailTakenError: The profile's address is claimed by another user, which no write of ours brings about.
            WriteConflictError: Concurrent writes to the same items outlasted the retries.
        """
        ...
