"""What the functions' roles are granted, held against what IAM was asked for while the system worked."""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tasklake.erasure import ledger_item
from tasklake.models import utc_now
from tasklake_devkit.cli.extension import Devkit
from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.stack import StackOutputs
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client
from tests.e2e.system.test_lake_commands import run_scheduled
from tests.e2e.system.test_user_erasure_end_to_end import put_tasks

READ_BY_LAMBDA: Final = (
    "Lambda's poller reads with the role; the local one asks IAM's simulator whether it might"
)

READ_BY_ATHENA: Final = (
    "Athena reads with the rights of who starts a query; the local engine has those of root"
)

NOT_SHOWN: Final = {
    "athena:GetDataCatalog": READ_BY_ATHENA,
    "athena:StopQueryExecution": "a run on schedule stops its query where it runs out of time",
    "dynamodb:BatchGetItem": "a comparison reads again what differs",
    "dynamodb:DescribeStream": READ_BY_LAMBDA,
    "dynamodb:GetRecords": READ_BY_LAMBDA,
    "dynamodb:GetShardIterator": READ_BY_LAMBDA,
    "dynamodb:ListStreams": READ_BY_LAMBDA,
    "glue:GetDatabase": READ_BY_ATHENA,
    "glue:GetDatabases": READ_BY_ATHENA,
    "glue:GetTable": READ_BY_ATHENA,
    "glue:UpdateTable": READ_BY_ATHENA,
    "logs:CreateLogStream": "the emulator keeps the functions' output itself",
    "logs:PutLogEvents": "the emulator keeps the functions' output itself",
    "s3:AbortMultipartUpload": READ_BY_ATHENA,
    "s3:GetBucketLocation": READ_BY_ATHENA,
    "s3:ListBucketMultipartUploads": READ_BY_ATHENA,
    "s3:ListMultipartUploadParts": READ_BY_ATHENA,
    "s3:ListBucket": "Athena reads with it, and Lambda asks for it when a mapping is made, to check the failure destination",
    "xray:PutTelemetryRecords": "the emulator has no X-Ray",
    "xray:PutTraceSegments": "the emulator has no X-Ray",
}
"""Granted, and never asked for on a laptop, or only where something went wrong."""

SELDOM: Final = {
    ("user-erasure", "dynamodb:UpdateItem"): "an erasure is handed on after half a minute of deleting",
    ("user-erasure", "s3:PutObject"): "an erasure is given up after hours",
}
"""Granted to one role, and not worth its time in a test; the tests of the repository have it."""


BY_ATHENA: Final = {
    "athena:GetDataCatalog",
    "glue:GetDatabase",
    "glue:GetDatabases",
    "glue:UpdateTable",
    "s3:AbortMultipartUpload",
    "s3:GetBucketLocation",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
}
"""What Athena does with the rights of who starts a query; the local one does it as the emulator's root."""

NOT_ASKED: Final = {"glue:GetTableOptimizer", "lambda:GetAccountSettings"}
"""What the emulator lacks, or answers without asking IAM."""

WHERE_IT_GOES_WRONG: Final = {
    "athena:StopQueryExecution": "an interrupted command",
    "cognito-idp:AdminAddUserToGroup": "the end-to-end suite, run against a deployed stack",
    "dynamodb:BatchGetItem": "what differs, and failed batches",
    "dynamodb:UpdateItem": "items of an earlier release, and erased users who came back",
    "dynamodb:GetItem": "erased users who came back",
    "lambda:InvokeFunction": "failed batches",
    "lambda:ListEventSourceMappings": "a stack whose stream Lambda reads",
    "s3:DeleteObject": "failed batches",
    "s3:PutObject": "differences",
    "sns:ListSubscriptionsByTopic": "a stack whose alarms somebody has to hear",
}
"""What operators need for what this system does not have; the tests of each command have it."""


USER_AND_TASK: Final = """\
{"user": {"id": "0a0a0a0a-0000-4000-8000-000000000001", "email": "imported@example.com", "name": "Imported"}}
{"task": {"id": "0190a0a0-0000-7000-8000-000000000000", "user_id": "0a0a0a0a-0000-4000-8000-000000000001", "title": "Call"}}
"""


def granted(system: LocalSystem) -> dict[str, set[str]]:
    """Return what the roles that functions run under may do."""
    functions, iam = system.session.client("lambda"), system.session.client("iam")
    roles = {
        function.get("Role", "").rpartition("/")[2] for function in functions.list_functions()["Functions"]
    }
    actions: dict[str, set[str]] = {}
    for role in roles:
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document: Any = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            for statement in document["Statement"]:
                actions.setdefault(role, set()).update(statement["Action"])
    return actions


def used(system: LocalSystem) -> dict[str, set[str]]:
    actions: dict[str, set[str]] = {}
    for line in (system.state.logs / "permissions.jsonl").read_text().splitlines():
        noted = json.loads(line)
        actions.setdefault(noted["role"], set()).add(noted["action"])
    return actions


def use_everything(system: LocalSystem, sign_up: Callable[..., Client]) -> None:
    """Come by every call that a function makes."""
    ada = sign_up()
    key = {"idempotency-key": f'"{uuid4()}"'}
    _, task = ada.send("POST", "/v1/tasks", {"title": "Used"}, key)
    for method, path, body in (
        ("GET", f"/v1/tasks/{task['id']}", None),
        ("GET", "/v1/tasks?status=pending", None),
        ("PATCH", f"/v1/tasks/{task['id']}", {"status": "completed"}),
        ("PATCH", "/v1/users/me", {"name": "Ada Lovelace"}),
        ("DELETE", f"/v1/tasks/{task['id']}", None),
    ):
        status, answer = ada.send(method, path, body)
        assert status < 300, answer
    system.session.client("dynamodb").put_item(
        TableName=system.outputs.table_name,
        Item={"pk": {"S": f"INVOICE#{uuid4()}"}, "sk": {"S": "X"}, "entity": {"S": "invoice"}},
    )
    moved = f"{uuid4()}@example.com"
    system.session.client("cognito-idp").admin_update_user_attributes(
        UserPoolId=system.outputs.user_pool_id,
        Username=ada.user_id,
        UserAttributes=[{"Name": "email", "Value": moved}, {"Name": "email_verified", "Value": "true"}],
    )
    ada = Client(ada.api_url, system.accounts.id_token(moved), ada.user_id)
    status, answer = ada.send("PATCH", "/v1/users/me", {"email": moved})
    assert status == 200, answer
    # One batch, so that an object has rows of both.
    for user_id in (sign_up().user_id, ada.user_id):
        put_tasks(system, user_id, 3)
    assert ada.send("DELETE", "/v1/users/me")[0] == 202
    system.wait_until_caught_up()
    run_scheduled(system, "lake-verification")
    # Whoever was erased long ago has a batch run on any day, and is marked as gone.
    long_gone = ledger_item(str(uuid4()), utc_now() - timedelta(days=20))
    system.session.client("dynamodb").put_item(TableName=system.outputs.erasure_ledger, Item=long_gone)
    assert run_scheduled(system, "lake-erasure") == {"batch": True}


def test_a_function_has_every_permission_that_it_uses_and_none_that_it_does_not(
    system: LocalSystem, sign_up: Callable[..., Client]
) -> None:
    use_everything(system, sign_up)
    never_used = {
        (role.rpartition("-")[0], action)
        for role, actions in granted(system).items()
        for action in actions - used(system).get(role, set())
        if action not in NOT_SHOWN
    }
    assert never_used == SELDOM.keys()


def policies_of_operators(system: LocalSystem) -> list[str]:
    """Return the ARNs of the operators', the examiners' and the importers' policy."""
    policies = system.session.client("iam").list_policies(Scope="Local")["Policies"]
    names = {f"tasklake-local-{name}" for name in ("operator", "examiner", "importer")}
    return [each.get("Arn", "") for each in policies if each.get("PolicyName") in names]


@pytest.fixture
def operator(system: LocalSystem) -> Iterator[str]:
    """A role with the policies of operators, examiners and importers, and nothing else."""
    iam, policies = system.session.client("iam"), policies_of_operators(system)
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="operator", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))[
        "Role"
    ]
    for policy in policies:
        iam.attach_role_policy(RoleName="operator", PolicyArn=policy)
    yield role["Arn"]
    for policy in policies:
        iam.detach_role_policy(RoleName="operator", PolicyArn=policy)
    iam.delete_role(RoleName="operator")


@pytest.mark.journey
@pytest.mark.parametrize(
    "command",
    [
        ("lake", "migrate"),
        ("lake", "maintain"),
        ("lake", "verify"),
        ("lake", "repair", "--apply"),
        ("lake", "redrive", "--apply"),
        ("lake", "erase", "--prove", "--marker", "somebody nobody knows"),
        ("table", "migrate", "--apply"),
        ("doctor",),
        ("import", "{file}"),
        ("export",),
    ],
    ids=" ".join,
)
def test_an_operator_may_do_what_the_commands_do(
    system: LocalSystem,
    operator: str,
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "users-and-tasks.jsonl"
    file.write_text(USER_AND_TASK)
    session = EmulatorSession(system.endpoint_url, role_arn=operator)

    @contextmanager
    def local_stack(_: object) -> Generator[tuple[StackOutputs, EmulatorSession]]:
        yield system.outputs, session

    monkeypatch.setattr(Devkit, "local_stack", local_stack)
    done = Shell(system.state.root).run_here(*(word.format(file=file) for word in command))
    # Differences and failures that other tests left are no lack of rights.
    assert "AccessDenied" not in done.stderr + done.stdout
    assert done.returncode in {0, 1, 3}, done.stderr


@pytest.mark.journey
def test_an_operator_is_granted_nothing_that_no_command_uses(system: LocalSystem) -> None:
    iam = system.session.client("iam")
    actions: set[str] = set()
    for policy in policies_of_operators(system):
        version: Any = iam.get_policy_version(PolicyArn=policy, VersionId="v1")
        for statement in version["PolicyVersion"]["Document"]["Statement"]:
            actions |= set(statement["Action"])
    assert actions - used(system).get("operator", set()) - BY_ATHENA - NOT_ASKED <= WHERE_IT_GOES_WRONG.keys()
