"""Which problem an error becomes: the only place that knows."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from botocore import exceptions as sdk

from tasklake import errors
from tasklake.batches import OperationRefusedError
from tasklake_api.problems import ProblemError, ProblemType

REFUSALS: Final[Mapping[type[errors.TasklakeError], ProblemType]] = {
    errors.TaskNotFoundError: ProblemType.TASK_NOT_FOUND,
    errors.UserNotFoundError: ProblemType.USER_NOT_FOUND,
    errors.UserErasedError: ProblemType.USER_ERASED,
    # Ids are made here, so this is a collision of two, and the next try makes another.
    errors.TaskExistsError: ProblemType.WRITE_CONFLICT,
    errors.IdempotencyKeyReusedError: ProblemType.IDEMPOTENCY_KEY_REUSED,
    errors.UserExistsError: ProblemType.USER_EXISTS,
    errors.EmailTakenError: ProblemType.EMAIL_TAKEN,
    errors.UserNotActiveError: ProblemType.USER_NOT_ACTIVE,
    errors.WriteConflictError: ProblemType.WRITE_CONFLICT,
    errors.VersionMismatchError: ProblemType.VERSION_MISMATCH,
    errors.ChangesLostError: ProblemType.CURSOR_EXPIRED,
}

THROTTLED: Final = frozenset(
    {
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)
"""Codes by which DynamoDB asks to come again later, of a whole request or of one item of a transaction."""


def problem_of(error: Exception) -> ProblemError:
    match error:
        case ProblemError():
            return error
        case errors.TasklakeError() if type(error) in REFUSALS:
            return ProblemError(REFUSALS[type(error)], str(error))
        case OperationRefusedError(index=index, refusal=refusal):
            blamed = "if_match" if isinstance(refusal, errors.VersionMismatchError) else "id"
            return ProblemError(
                REFUSALS[type(refusal)],
                f"Operation {index} is refused, and nothing is written: {refusal}",
                errors=[{"detail": str(refusal), "pointer": f"#/operations/{index}/{blamed}"}],
            )
        case sdk.ClientError() if may_pass(error):
            return unavailable()
        case sdk.ConnectionError() | sdk.HTTPClientError():
            return unavailable()
        case _:
            return ProblemError(
                ProblemType.INTERNAL_ERROR, "It is logged under the request id that instance names."
            )


def may_pass(error: sdk.ClientError) -> bool:
    """Whether the same request may succeed later."""
    if (
        error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        >= HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return True
    reasons = error.response.get("CancellationReasons", [])
    codes = {error.response.get("Error", {}).get("Code"), *(reason.get("Code") for reason in reasons)}
    return not THROTTLED.isdisjoint(codes)


def unavailable() -> ProblemError:
    return ProblemError(
        ProblemType.UNAVAILABLE,
        "The database did not answer in time or took no more requests; try again.",
        headers={"Retry-After": "1"},
    )
