"""The erasure of one user, in steps that may each be repeated.

First what the user has, then the account, then the entry in the ledger, last the profile: while the profile is there, so is the work to be done, and
a run that stops anywhere leaves a state from which the next one finishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tasklake.errors import UserNotErasingError
from tasklake.repository.erasure import UserErasure
from tasklake_user_erasure.marked_profile import MarkedProfile


class Outcome(StrEnum):
    COMPLETED = "completed"
    CONTINUES = "continues"
    NOT_MARKED = "not_marked"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run has done.

    Attributes:
        outcome: How it ended.
        removed: The tasks and idempotency records that it deleted.
    """

    outcome: Outcome
    removed: int


def erase(
    profile: MarkedProfile,
    erasure: UserErasure,
    delete_account: Callable[[str], None],
    remember: Callable[[str], None],
    has_time: Callable[[], bool],
) -> Run:
    """Erase a user, or as much as there is time for, and then have the change stream tell of the profile again.

    Args:
        profile: The marked profile, as a stream record had it.
        erasure: The user's items.
        delete_account: Ends the account of a user, if there is one.
        remember: Notes for later that a user is erased.
        has_time: Whether to go on with the next batch; asked after each, so that every run comes further.

    Raises:
        WriteConflictError: Concurrent writes got in the way. Run it again.
    """
    removed = 0
    try:
        while batch := erasure.remove_possessions(profile.user_id):
            removed += batch
            if not has_time():
                erasure.continue_later(profile.user_id, profile.revision)
                return Run(Outcome.CONTINUES, removed)
        # Before the profile: without it, nobody would come back for an account that was left over.
        delete_account(profile.user_id)
        remember(profile.user_id)
        erasure.complete(profile.user_id)
    except UserNotErasingError:
        # The record is older than the decision of an operator to keep the user.
        return Run(Outcome.NOT_MARKED, removed)
    return Run(Outcome.COMPLETED, removed)
