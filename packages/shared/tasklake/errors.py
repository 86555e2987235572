"""What the domain refuses."""

from tasklake.models import Revision


class TasklakeError(Exception):
    """Anything the domain refuses."""


class NotFoundError(TasklakeError):
    """The item asked for does not exist in the partition asked for."""


class TaskNotFoundError(NotFoundError):
    def __init__(self, task_id: str) -> None:
        super().__init__(f"There is no task {task_id}.")


class UserNotFoundError(NotFoundError):
    def __init__(self, user: str) -> None:
        super().__init__(f"There is no user {user}.")


class UserErasedError(NotFoundError):
    def __init__(self, user_id: str) -> None:
        super().__init__(f"User {user_id} has been erased.")


class ConflictError(TasklakeError):
    """The write contradicts what is stored."""


class TaskExistsError(ConflictError):
    def __init__(self, task_id: str) -> None:
        super().__init__(f"Task {task_id} exists already.")


class IdempotencyKeyReusedError(ConflictError):
    def __init__(self) -> None:
        super().__init__("The idempotency key belongs to a request with another content: use a new key.")


class UserExistsError(ConflictError):
    def __init__(self, user_id: str) -> None:
        super().__init__(f"User {user_id} already has a profile.")


class EmailTakenError(ConflictError):
    def __init__(self) -> None:
        super().__init__("The e-mail address belongs to another user.")


class UserNotActiveError(ConflictError):
    def __init__(self, user_id: str) -> None:
        super().__init__(f"User {user_id} is being erased and takes no changes.")


class UserNotErasingError(ConflictError):
    def __init__(self, user_id: str) -> None:
        super().__init__(f"User {user_id} is not being erased.")


class WriteConflictError(ConflictError):
    def __init__(self) -> None:
        super().__init__("Other writes to the same items kept getting in between; try again.")


class ChangesLostError(TasklakeError):
    """It is not known any more what was deleted since a position, or that position's table was restored."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Start again without a cursor, and drop what you hold.")


class VersionMismatchError(TasklakeError):
    """The stored revision is not the one the caller expected.

    Attributes:
        current: The stored revision.
    """

    def __init__(self, expected: Revision, current: Revision) -> None:
        super().__init__(f"Version {expected} was expected, but version {current} is stored.")
        self.current = current
