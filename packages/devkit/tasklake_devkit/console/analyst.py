"""The lake as somebody asks it who has the analysts' policy and nothing else."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from local_aws.sessions import EmulatorSession
from tasklake_operations.athena.query_execution import QueryExecutions
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import StackOutputs

ROLE: Final = "local-console"
READS: Final = frozenset({"DESC", "DESCRIBE", "EXPLAIN", "SELECT", "SHOW", "TABLE", "VALUES", "WITH"})
SCRATCHES: Final = frozenset({"CREATE", "DROP", "UNLOAD"})
"""What the engine itself refuses anywhere but in the scratch database and among the results."""

SHOWN_ROWS: Final = 999
"""A page of Athena's results has 1,000, the header among them."""

SHOWN_CHARACTERS: Final = 2000
"""Of a value."""


class RefusedStatementError(OperationError):
    """A statement that the analysts' policy does not allow in an account, though the local engine would run it."""


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

    def as_json(self) -> dict[str, object]:
        return asdict(self)


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
            RefusedStatementError: An analyst may not run it.
            SqlError: It has no answer; the message has Athena's reason.
            ClientError: The analysts' policy does not allow it.
        """
        refuse_change(sql)
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


def refuse_change(sql: str) -> None:
    """Refuse what changes something: the local engine has root's rights, whoever asks."""
    # Only once somebody asks: sqlglot takes as long to load as all else here.
    from local_aws.athena.statement_kind import first_word  # noqa: PLC0415 - see above

    if (word := first_word(sql)) not in READS | SCRATCHES and not sql.lstrip().startswith("("):
        raise RefusedStatementError(
            f"An analyst only reads, and this {word or 'text'} is no query; `tasklake sql` runs it as the system's owner."
        )


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
