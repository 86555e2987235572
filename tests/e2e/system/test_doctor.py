import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import urllib3

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.accounts import Accounts
from tasklake_operations.stack import LOCAL_STACK, project_name
from tests.e2e.shell import Shell

SCHEDULE = "merge_task_states"


def examined(tasklake: Shell) -> tuple[int, dict[str, dict[str, str]]]:
    """Return the exit code, and the findings by their checks."""
    done = tasklake.run_here("doctor", "--format", "json")
    return done.returncode, {each["check"]: each for each in map(json.loads, done.stdout.splitlines())}


@contextmanager
def disabled(system: LocalSystem, name: str) -> Generator[None]:
    scheduler = system.session.client("scheduler")
    found = scheduler.get_schedule(GroupName=f"{project_name()}-{LOCAL_STACK}", Name=name)
    kept = ("GroupName", "Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    schedule: Any = {key: value for key, value in found.items() if key in kept}
    scheduler.update_schedule(**schedule, State="DISABLED")
    try:
        yield
    finally:
        scheduler.update_schedule(**schedule, State="ENABLED")


def test_a_healthy_system_is_told_so_and_a_disabled_schedule_is_named(
    system: LocalSystem, tasklake: Shell
) -> None:
    code, findings = examined(tasklake)
    unseen = {name: each["what"] for name, each in findings.items() if each["health"] == "not shown"}
    assert code == 0
    assert unseen.keys() == {"mappings", "optimizers", "subscriber"}
    assert "Unknown Glue action" in unseen["optimizers"]
    assert {each["health"] for name, each in findings.items() if name not in unseen} == {"ok"}

    with disabled(system, SCHEDULE):
        code, findings = examined(tasklake)
    wrong = {name: each for name, each in findings.items() if each["health"] == "wrong"}
    assert (code, wrong.keys()) == (3, {"schedules"})
    assert SCHEDULE in wrong["schedules"]["what"]
    assert wrong["schedules"]["page"] == "docs/runbook.md#maintenance-data-at-risk"

    users = system.session.client("cognito-idp").list_users(UserPoolId=system.outputs.user_pool_id)["Users"]
    assert "doctor-" not in str(users)


def test_a_user_signs_in_where_no_password_may_be_sent(system: LocalSystem) -> None:
    """The emulator checks the proof by an implementation of its own."""
    cognito = system.session.client("cognito-idp")
    client = cognito.create_user_pool_client(
        UserPoolId=system.outputs.user_pool_id, ClientName="srp", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]
    )["UserPoolClient"]
    outputs = replace(system.outputs, user_pool_client_id=client.get("ClientId", ""))
    token = Accounts(cognito, outputs).id_token(f"{uuid4()}@example.com")
    # Genuine, and of a client that the API does not know.
    answer = urllib3.request(
        "GET",
        f"{system.outputs.api_url}/v1/tasks",
        headers={"authorization": f"Bearer {token}"},
        retries=False,
    )
    assert token.count(".") == 2
    assert answer.status == 401
