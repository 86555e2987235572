"""Whether who starts a statement may read and write what it names; the engine that runs it could do everything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlglot import exp

from local_aws.athena.api.query_request import QueryRequest
from local_aws.athena.changes.table_maintenance import MaintenanceStatement
from local_aws.athena.definitions.kept_files import TABLES
from local_aws.athena.definitions.kept_statements import CreateTableAs, DropTable, Unload
from local_aws.athena.errors import AccessDeniedError
from local_aws.athena.statement_kind import first_word, parsed_write
from local_aws.athena.tables.glue_catalog import CatalogEntry
from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_iam import IAMClient

ROOT: Final = f"arn:aws:iam::{LOCAL_ACCOUNT}:root"
PREPARED: Final = {"PREPARE": "Create", "DEALLOCATE": "Delete"}


class Right(NamedTuple):
    """What IAM is asked for."""

    action: str
    resource: str


class CallerAccess:
    """A principal's rights, asked of IAM's policy simulator; Athena does all with them. The account's root has every right."""

    def __init__(self, iam: "IAMClient", glue: "GlueClient", caller: str) -> None:
        """Ask nothing yet.

        Args:
            iam: Client of the root's.
            glue: Client of the root's: it tells where a table lies.
            caller: ARN of the principal.
        """
        self._iam = iam
        self._glue = glue
        self._caller = caller

    def check_read(self, entry: CatalogEntry) -> None:
        """Return when the caller may read a table or view.

        Raises:
            AccessDeniedError: The caller may not; the message names the first right that is missing.
        """
        self._check(Right("glue:GetTable", table_arn(entry.database, entry.name)))
        if entry.view is None:
            self._check(Right("s3:GetObject", file_below(entry.location)))

    def check_write(self, request: QueryRequest) -> None:
        """Return when the caller may write what a statement of any kind does.

        Raises:
            AccessDeniedError: The caller may not; the message names the first right that is missing.
            SqlError: It is no statement that runs here.
        """
        self._check(*self._rights(request))

    def _check(self, *rights: Right) -> None:
        for right in rights if self._caller != ROOT else ():
            answer = self._iam.simulate_principal_policy(
                PolicySourceArn=principal(self._caller),
                ActionNames=[right.action],
                ResourceArns=[right.resource],
            )
            if answer["EvaluationResults"][0]["EvalDecision"] != "allowed":
                raise AccessDeniedError(
                    f"User: {self._caller} is not authorized to perform: {right.action} on resource: {right.resource}"
                )

    def _rights(self, request: QueryRequest) -> Sequence[Right]:
        rights: Sequence[Right] = []
        match written := parsed_write(request.statement):
            case Unload():
                rights = [Right("s3:PutObject", file_below(written.location))]
            case CreateTableAs():
                table = table_arn(written.database or request.database, written.name)
                files = file_below(f"{request.output_location.rstrip('/')}/{TABLES}")
                rights = [Right("glue:CreateTable", table), Right("s3:PutObject", files)]
            case DropTable():
                table = table_arn(written.database or request.database, written.name)
                rights = [Right("glue:DeleteTable", table)]
            case MaintenanceStatement():
                rights = self._rights_to(written.table, request.database)
            case exp.Expr():
                named = written.this.this if isinstance(written.this, exp.Schema) else written.this
                rights = self._rights_to(named, request.database)
            case _ if word := PREPARED.get(first_word(request.statement)):
                rights = [Right(f"athena:{word}PreparedStatement", workgroup_arn(request.workgroup))]
            case _:
                pass
        return rights

    def _rights_to(self, table: exp.Table, database: str) -> Sequence[Right]:
        """Return what it takes to change a table: new files, and another entry in the catalog that names them."""
        named, name = (table.db or database).lower(), table.name.lower()
        try:
            found = self._glue.get_table(DatabaseName=named, Name=name)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            return []  # the engine says so
        location = found.get("StorageDescriptor", {}).get("Location")
        files = [Right("s3:PutObject", file_below(location))] if location else []
        return [*files, Right("glue:UpdateTable", table_arn(named, name))]


def principal(caller: str) -> str:
    """Return the ARN that IAM has policies of: a session's role, or the user."""
    kind, _, name = caller.rpartition(":")[2].partition("/")
    return f"arn:aws:iam::{LOCAL_ACCOUNT}:role/{name.partition('/')[0]}" if kind == "assumed-role" else caller


def table_arn(database: str, name: str) -> str:
    return f"arn:aws:glue:{LOCAL_REGION}:{LOCAL_ACCOUNT}:table/{database}/{name}"


def workgroup_arn(name: str) -> str:
    return f"arn:aws:athena:{LOCAL_REGION}:{LOCAL_ACCOUNT}:workgroup/{name}"


def file_below(location: str) -> str:
    return f"arn:aws:s3:::{location.removeprefix('s3://').rstrip('/')}/file"
