"""What a look at a part of a stack comes to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from botocore.exceptions import ClientError

from tasklake_operations.errors import OperationError

NOT_THERE: Final = {
    "EntityNotFoundException",
    "NotFound",
    "NotFoundException",
    "ResourceNotFoundException",
    "TableNotFoundException",
    "UserPoolNotFoundException",
}
NOT_ALLOWED: Final = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
}
NOT_KNOWN: Final = {"InvalidAction", "UnknownOperationException"}
"""What the emulator answers where it lacks an API."""

NOBODY: Final = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
"""The credentials are no good, and so no look is."""


class Health(StrEnum):
    OK = "ok"
    WRONG = "wrong"
    NOT_SHOWN = "not shown"


class NotShownError(OperationError):
    """A check cannot say whether its part is right; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong.

    Attributes:
        what: In the user's words.
        page: The runbook's page that mends it.
    """

    what: str
    page: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is shown of a check: one for each thing that is wrong, or one in all.

    Attributes:
        check: The name of the check.
        health: How it came out.
        what: What is wrong, or why nothing is shown.
        page: The runbook's page; empty where nothing is wrong.
    """

    check: str
    health: Health
    what: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A look at one part of a stack.

    Attributes:
        name: What is looked at.
        page: The runbook's page for a part that is not there at all.
        look: Yields what is wrong.
    """

    name: str
    page: str
    look: Callable[[], Iterator[Problem]]

    def findings(self) -> list[Finding]:
        """Look once.

        Raises:
            ClientError: The credentials are no good.
            BotoCoreError: AWS was not asked.
        """
        try:
            problems = list(self.look())
        except NotShownError as reason:
            return [Finding(self.name, Health.NOT_SHOWN, str(reason))]
        except ClientError as error:
            return [self._refused(error)]
        return [Finding(self.name, Health.WRONG, each.what, each.page) for each in problems] or [
            Finding(self.name, Health.OK)
        ]

    def _refused(self, error: ClientError) -> Finding:
        refused = error.response.get("Error", {})
        code, said = refused.get("Code", ""), refused.get("Message", "")
        if code in NOBODY:
            raise error
        if code in NOT_THERE:
            return Finding(self.name, Health.WRONG, f"It is not there: {said}", self.page)
        if code in NOT_ALLOWED:
            return Finding(self.name, Health.NOT_SHOWN, f"You may not look: {code}: {said}")
        if code in NOT_KNOWN:
            return Finding(self.name, Health.NOT_SHOWN, f"This account cannot tell: {said}")
        return Finding(self.name, Health.NOT_SHOWN, f"AWS gave no answer: {code}: {said}")
