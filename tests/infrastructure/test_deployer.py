import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.infrastructure.conftest import KEY
from tests.infrastructure.program import Program, declare_deployer

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
LONGEST_MANAGED_POLICY = 6144
BEYOND_MOCK = 35
"""Characters that the ARN of a stack called staging has on average beyond the one made up here."""


@pytest.fixture(scope="module")
def deployer() -> Program:
    return declare_deployer("prod", kms_key_arn=KEY)


def statements(program: Program, effect: str) -> Iterator[dict[str, Any]]:
    for each in program.all(POLICY):
        if each.name.startswith("deployer-"):
            yield from (s for s in json.loads(each.inputs["policy"])["Statement"] if s["Effect"] == effect)


def test_one_environment_of_one_repository_takes_the_role_on(deployer: Program) -> None:
    (trust,) = json.loads(deployer.one(ROLE, "deployer").inputs["assumeRolePolicy"])["Statement"]
    assert trust["Action"] == ["sts:AssumeRoleWithWebIdentity"]
    assert trust["Principal"] == {"Federated": ["arn:aws:mock:::github"]}
    assert trust["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/tasklake:environment:prod",
        }
    }


def test_each_managed_policy_is_as_short_as_iam_wants(deployer: Program, canary: Program) -> None:
    for each in [*deployer.all(POLICY), *canary.all(POLICY)]:
        text = "".join(each.inputs["policy"].split())
        assert len(text) + BEYOND_MOCK * text.count(":mock:") <= LONGEST_MANAGED_POLICY, each.name


def test_it_makes_bounded_roles_alone_and_changes_neither_itself_nor_the_boundary(deployer: Program) -> None:
    making = [s for s in statements(deployer, "Allow") if "iam:CreateRole" in s["Action"]]
    assert [s["Condition"] for s in making] == [
        {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:mock:::boundary"}}
    ]
    itself = next(s for s in statements(deployer, "Deny") if s["Sid"] == "NotItself")
    assert "arn:aws:iam::123456789012:role/tasklake-prod-deployer" in itself["Resource"]
    assert "arn:aws:mock:::boundary" in itself["Resource"]


def test_it_deletes_nothing_that_the_stack_protects(deployer: Program) -> None:
    denied = {action for s in statements(deployer, "Deny") for action in s["Action"]}
    assert {
        "apigateway:DELETE",
        "backup:DeleteBackupVault",
        "cognito-idp:DeleteUserPool",
        "cognito-idp:DeleteUserPoolClient",
        "cognito-idp:DeleteUserPoolDomain",
        "dynamodb:DeleteTable",
        "glue:DeleteDatabase",
        "kms:ScheduleKeyDeletion",
        "s3:DeleteBucket",
    } <= denied
    (no_api,) = next(s for s in statements(deployer, "Deny") if s["Sid"] == "NoApi")["Resource"]
    assert fnmatchcase("arn:aws:apigateway:eu-central-1::/apis/a1b2c3d4e5", no_api)
    assert not fnmatchcase("arn:aws:apigateway:eu-central-1::/apis/a1b2c3d4e5/routes/x1y2z3", no_api)


def test_it_gives_services_the_key_and_nobody_else_a_grant(deployer: Program) -> None:
    of_key = {s["Sid"]: s for s in statements(deployer, "Allow") if s["Action"][0].startswith("kms:")}
    assert {tuple(s["Resource"]) for s in of_key.values()} == {(KEY,)}
    granting = of_key.pop("KeyGrants")
    assert granting["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert not [action for s in of_key.values() for action in s["Action"] if "Grant" in action]


def test_it_makes_each_database_of_the_stack_and_may_delete_none_but_the_scratch_database(
    deployer: Program, tuned: Program
) -> None:
    glue = "arn:aws:glue:eu-central-1:123456789012:database/"
    names = [each.inputs["name"] for each in tuned.all("aws:glue/catalogDatabase:CatalogDatabase")]
    (made,) = (s["Resource"] for s in statements(deployer, "Allow") if s["Action"] == ["glue:*"])
    assert {f"{glue}{name}" for name in names} <= set(made)
    (kept,) = (s["Resource"] for s in statements(deployer, "Deny") if s["Action"] == ["glue:DeleteDatabase"])
    assert kept == [f"{glue}tasklake_prod"]


def test_a_boundary_bounds_every_role_of_a_stack(tuned: Program) -> None:
    boundary = "arn:aws:iam::123456789012:policy/tasklake-prod-boundary"
    roles = tuned.all(ROLE)
    assert roles
    assert {role.inputs["permissionsBoundary"] for role in roles} == {boundary}


def test_a_bounded_role_keeps_what_its_policy_grants(deployer: Program, canary: Program) -> None:
    document = json.loads(deployer.one(POLICY, "boundary").inputs["policy"])
    allowed = [action for statement in document["Statement"] for action in statement["Action"]]
    for role in canary.all("aws:iam/rolePolicy:RolePolicy"):
        for statement in json.loads(role.inputs["policy"])["Statement"]:
            for action in statement["Action"]:
                assert any(fnmatchcase(action, pattern) for pattern in allowed), (role.name, action)
