"""What a request about queries asks for, and what Athena refuses of it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_aws.athena.syntax.statement import LARGEST

type Request = Mapping[str, Any]


class InvalidRequestError(Exception):
    """Athena's InvalidRequestException."""

    def __init__(self, message: str, code: str = "INVALID_INPUT") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What StartQueryExecution is asked for, with what its workgroup adds.

    Attributes:
        sql: What is asked, an EXECUTE as it is written.
        statement: What is run for it.
        caller: ARN of who asks.
    """

    sql: str
    statement: str
    database: str
    catalog: str
    workgroup: str
    parameters: Sequence[str]
    output_location: str
    is_location_enforced: bool
    bytes_scanned_cutoff: int | None
    caller: str


def query_string(request: Request) -> str:
    """Return the statement of a StartQueryExecution.

    Raises:
        InvalidRequestError: It is too long.
    """
    sql: str = request["QueryString"]
    if (size := len(sql.encode())) > LARGEST:
        raise InvalidRequestError(
            f"The statement has {size:,} bytes; it may have {LARGEST:,}. Ask for less at once."
        )
    return sql


def output_location(request: Request, workgroup: Mapping[str, Any]) -> str:
    """Return where the result goes (Athena User Guide, "Override client-side settings").

    Raises:
        InvalidRequestError: Neither the client nor the workgroup says it.
    """
    of_client = request.get("ResultConfiguration", {}).get("OutputLocation")
    of_workgroup = workgroup.get("ResultConfiguration", {}).get("OutputLocation")
    location = of_workgroup if is_enforced(workgroup) else of_client or of_workgroup
    if not location:
        raise InvalidRequestError(
            "No output location provided. An output location is required either through the Workgroup result "
            "configuration setting or as an API input."
        )
    return str(location)


def is_enforced(workgroup: Mapping[str, Any]) -> bool:
    """Tell whether a workgroup's location holds whatever a client or a statement says."""
    # An AWS account's default, and that of a workgroup that says nothing.
    is_enforced = workgroup.get("EnforceWorkGroupConfiguration", True)
    return bool(is_enforced and workgroup.get("ResultConfiguration", {}).get("OutputLocation"))


def page(request: Request, longest: int) -> tuple[int, int]:
    """Return where the page that is asked for begins, and how many it may have.

    Raises:
        InvalidRequestError: It may not have so many, or begins where no page does.
    """
    most, token = request.get("MaxResults", longest), str(request.get("NextToken", "0"))
    if not 1 <= most <= longest:
        raise InvalidRequestError(f"MaxResults is {most}, not from 1 to {longest}")
    if not token.isdecimal():
        raise InvalidRequestError("NextToken is not one of this action's")
    return int(token), int(most)
