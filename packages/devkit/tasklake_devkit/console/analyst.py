"""The lake as somebody asks it who has the analysts' policy and nothing else."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from local_aws.sessions import EmulatorSession
from tasklake_operations.athena.query_execution import QueryExecutions
from tasklake_operations.stack import StackOutputs

ROLE: Final = "local-console"
SHOWN_ROWS: Final = 999
"""A page of Athena's results has 1,000, the header among them."""

SHOWN_CHARACTERS: Final = 2000
"""Of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The first rows of what Athena answered, every value as it prints it.

    Attributes:
        columns: Their names.
        types: Their types, as Athena names them.
        rows: None stands for NULL.
        has_more: Whether there are rows beyond these.
        bytes_scanned: What the query is billed by.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[str | None]]
    has_more: bool
    bytes_scanned: int


class Analyst:
    """Asks through the analysts' workgroup, in a role of its own; may be shared by threads."""

    def __init__(self, session: EmulatorSession, outputs: StackOutputs, policy_arns: Sequence[str]) -> None:
        """Give the role the analysts' policies, as they are now.

        Args:
            session: The emulator's root.
            outputs: The stack's.
            policy_arns: What an analyst may be given.
        """
        role = analysts_role(session, policy_arns)
        self._athena = EmulatorSession(session.endpoint_url, role_arn=role).client("athena")
        self._executions = QueryExecutions(self._athena, outputs.workgroup, outputs.glue_database)

    def ask(self, sql: str) -> Answer:
        """Return the first rows that a statement answers.

        Raises:
            SqlError: It has no answer, or an analyst may not run it; the message has Athena's reason.
        """
        finished = self._executions.run(sql)
        page: Any = self._athena.get_query_results(QueryExecutionId=finished.id, MaxResults=SHOWN_ROWS + 1)
        described = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
        rows = [[shown(value) for value in row["Data"]] for row in page["ResultSet"]["Rows"]]
        # What SHOW and DESCRIBE answer has no header.
        has_header = finished.output_location.endswith(".csv")
        return Answer(
            columns=[column["Name"] for column in described],
            types=[column["Type"] for column in described],
            rows=rows[1:] if has_header else rows,
            has_more="NextToken" in page,
            bytes_scanned=finished.bytes_scanned,
        )


def shown(value: dict[str, str]) -> str | None:
    text = value.get("VarCharValue")
    return text if text is None or len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def analysts_role(session: EmulatorSession, policy_arns: Sequence[str]) -> str:
    """Return the ARN of a role that may do what policies say; copies, so that the stack can change and delete its own."""
    iam = session.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(
            RoleName=ROLE,
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )
    for arn in policy_arns:
        version = iam.get_policy(PolicyArn=arn)["Policy"].get("DefaultVersionId", "")
        document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"].get("Document")
        name = arn.rpartition("/")[2]
        iam.put_role_policy(RoleName=ROLE, PolicyName=name, PolicyDocument=json.dumps(document))
    return iam.get_role(RoleName=ROLE)["Role"]["Arn"]
