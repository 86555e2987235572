"""A release by degrees: what is registered for it, and the command that begins it, before AWS's APIs as botocore knows them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.stub import Stubber
from typer.testing import CliRunner

from tasklake_operations.cli.app import app
from tasklake_operations.clients import Clients
from tasklake_operations.deployed import clients_in
from tasklake_operations.release import Deployments, Release, ReleaseError
from tests.infrastructure.program import Program

FUNCTION = {"FunctionName": "tasklake-prod-api"}
ALIAS = {**FUNCTION, "Name": "live"}
GROUP = {"applicationName": "tasklake-prod", "deploymentGroupName": "live"}
UNDER_WAY = ["Created", "Queued", "InProgress", "Baking", "Ready"]
RESOURCE = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "Name": "tasklake-prod-api",
        "Alias": "live",
        "CurrentVersion": "9",
        "TargetVersion": "10",
    },
}

type Call = tuple[str, dict[str, Any], dict[str, Any]]
"""An operation as the clients call it, what it is asked and what it answers."""


def alias(version: str) -> Call:
    return "get_alias", ALIAS, {"FunctionVersion": version}


def under_way(*deployments: str) -> Call:
    asked = {**GROUP, "includeOnlyStatuses": UNDER_WAY}
    return "list_deployments", asked, {"deployments": [*deployments]}


def deployment(id_: str, status: str, **info: object) -> Call:
    return "get_deployment", {"deploymentId": id_}, {"deploymentInfo": {"status": status, **info}}


def moved_to(version: str) -> Call:
    return (
        "update_alias",
        {**ALIAS, "FunctionVersion": version, "RoutingConfig": {"AdditionalVersionWeights": {}}},
        {},
    )


VERSIONS: Call = (
    "list_versions_by_function",
    FUNCTION,
    {"Versions": [{"Version": version} for version in ("$LATEST", "8", "9", "10")]},
)
CONTENT = {"content": json.dumps({"version": 0.0, "Resources": [{"api": RESOURCE}]})}
BEGUN: Call = (
    "create_deployment",
    {**GROUP, "revision": {"revisionType": "AppSpecContent", "appSpecContent": CONTENT}},
    {"deploymentId": "d-10"},
)
STOPPED: Call = (
    "stop_deployment",
    {"deploymentId": "d-10", "autoRollbackEnabled": True},
    {"status": "Pending"},
)
TAKEN_BACK = {
    "errorInformation": {"code": "ALARM_ACTIVE", "message": "tasklake-prod-api-5xx is in alarm."},
    "rollbackInfo": {"rollbackDeploymentId": "d-11"},
}


def forward(release: Release) -> int:
    return release.forward()


def at_once(release: Release) -> int:
    return release.forward(at_once=True)


def back(release: Release) -> int:
    return release.back()


CASES: dict[str, tuple[Callable[[Release], int], list[Call], int | str]] = {
    "by degrees": (
        forward,
        [under_way(), alias("9"), VERSIONS, BEGUN, deployment("d-10", "InProgress"), deployment("d-10", "Succeeded")],
        10,
    ),
    "an alarm takes it back": (
        forward,
        [
            under_way(), alias("9"), VERSIONS, BEGUN, deployment("d-10", "Stopped", **TAKEN_BACK),
            deployment("d-11", "InProgress"), deployment("d-11", "Succeeded"), alias("9"),
        ],
        "d-10 was taken back: tasklake-prod-api-5xx is in alarm. Version 9 is live.",
    ),
    "watched again": (
        forward, [under_way("d-10"), deployment("d-10", "Succeeded"), alias("10"), VERSIONS], 10
    ),
    "whatever the alarms say": (at_once, [under_way(), alias("9"), VERSIONS, moved_to("10")], 10),
    "not while it is under way": (at_once, [under_way("d-10")], "d-10 is under way"),
    "back": (back, [alias("10"), under_way(), VERSIONS, moved_to("9")], 9),
    "back from half way": (
        back, [alias("9"), under_way("d-10"), STOPPED, deployment("d-10", "Stopped"), alias("9")], 9
    ),
    "back from the first": (back, [alias("8"), under_way(), VERSIONS], "there is none before it"),
}  # fmt: skip


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Clients:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    return clients_in("eu-central-1")


@pytest.mark.parametrize(("do", "calls", "end"), CASES.values(), ids=CASES)
def test_a_release_moves_the_alias_and_says_what_is_live(
    session: Clients, do: Callable[[Release], int], calls: list[Call], end: int | str
) -> None:
    functions, codedeploy = session.client("lambda"), session.client("codedeploy")
    stubs = {client: Stubber(client) for client in (functions, codedeploy)}
    for operation, asked, answer in calls:
        owner = functions if hasattr(functions, operation) else codedeploy
        stubs[owner].add_response(operation, answer, asked)
    for stub in stubs.values():
        stub.activate()
    release = Release(functions, "tasklake-prod-api", Deployments(codedeploy, "tasklake-prod", lambda: None))
    if isinstance(end, int):
        assert do(release) == end
    else:
        with pytest.raises(ReleaseError, match=end):
            do(release)
    for stub in stubs.values():
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 0, "`pulumi up` has released it: api_rollout is in_place."),
        (["--back"], 1, "check out the commit before and run `pulumi up -s prod`"),
        (["--back", "--at-once"], 2, "exclude each other"),
    ],
)
def test_a_stack_that_is_replaced_in_place_says_what_to_do(words: list[str], code: int, said: str) -> None:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["release", "--stack", "prod", *words])
    assert result.exit_code == code
    assert said in result.output + str(result.exception)


def test_codedeploy_moves_the_alias_by_degrees_and_alarms_take_it_back(canary: Program) -> None:
    live = canary.one("aws:lambda/alias:Alias", "api")
    assert live.ignore_changes == {"functionVersion", "routingConfig"}
    assert canary.one("aws:lambda/function:Function", "api").inputs["publish"] is True
    group = canary.one("aws:codedeploy/deploymentGroup:DeploymentGroup", "canary").inputs
    assert (group["appName"], group["deploymentGroupName"]) == ("tasklake-prod", live.inputs["name"])
    assert group["alarmConfiguration"] == {
        "enabled": True,
        "alarms": ["tasklake-prod-api-5xx", "tasklake-prod-api-latency"],
    }
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["autoRollbackConfiguration"]["events"]


def actions_of_operators(program: Program) -> set[str]:
    policy = json.loads(program.one("aws:iam/policy:Policy", "operators").inputs["policy"])
    actions = {action for statement in policy["Statement"] for action in statement["Action"]}
    return {action for action in actions if not action.startswith("kms:")}


def test_operators_may_do_what_the_command_calls_and_what_codedeploy_asks_of_them(
    canary: Program, tuned: Program, prod: Program
) -> None:
    called = {
        operation.title().replace("_", "") for _, calls, _ in CASES.values() for operation, _, _ in calls
    }
    asked_by_codedeploy = {"GetApplicationRevision", "GetDeploymentConfig", "RegisterApplicationRevision"}
    granted = actions_of_operators(canary) - actions_of_operators(prod)
    assert {action.partition(":")[2] for action in granted} == called | asked_by_codedeploy
    without_codedeploy = {action for action in granted if action.startswith("lambda:")}
    assert actions_of_operators(tuned) - actions_of_operators(prod) == without_codedeploy


def test_codedeploy_moves_this_alias_alone_for_this_stack_alone(canary: Program) -> None:
    policy = json.loads(canary.one("aws:iam/rolePolicy:RolePolicy", "canary").inputs["policy"])
    assert policy["Statement"][0]["Resource"] == ["arn:aws:mock:::api", "arn:aws:mock:::api:live"]
    trust = json.loads(canary.one("aws:iam/role:Role", "canary").inputs["assumeRolePolicy"])
    assert trust["Statement"][0]["Condition"]["StringEquals"] == {
        "aws:SourceAccount": "123456789012",
        "aws:SourceArn": "arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:tasklake-prod/live",
    }
