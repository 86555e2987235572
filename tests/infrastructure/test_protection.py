from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from infrastructure.protection import GLUE_TABLE, PROTECTED_TYPES
from infrastructure.settings import SettingsError
from local_aws.realizer.registration import Registration
from tests.infrastructure.program import Program

IDENTITY_INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:apigatewayv2/api:Api": ("protocolType",),
    "aws:backup/vault:Vault": ("kmsKeyArn", "name"),
    "aws:cognito/userPool:UserPool": (
        "aliasAttributes",
        "name",
        "usernameAttributes",
        "usernameConfiguration",
    ),
    "aws:cognito/userPoolClient:UserPoolClient": ("generateSecret", "userPoolId"),
    "aws:cognito/userPoolDomain:UserPoolDomain": ("domain", "userPoolId"),
    "aws:dynamodb/table:Table": ("hashKey", "localSecondaryIndexes", "name", "rangeKey"),
    "aws:glue/catalogDatabase:CatalogDatabase": ("catalogId", "name"),
    GLUE_TABLE: ("catalogId", "databaseName", "name", "partitionIndices"),
    "aws:kms/key:Key": ("customerMasterKeySpec", "keyUsage", "multiRegion"),
    "aws:s3/bucket:Bucket": ("bucket", "bucketPrefix", "objectLockEnabled"),
}
"""The inputs of which a change makes the provider replace a resource (ForceNew in terraform-provider-aws)."""

SET_FOR_GOOD: Final[Mapping[str, Mapping[str, Any]]] = {
    "Api::api": {"protocolType": "HTTP"},
    "Vault::backup": {"name": "tasklake-prod"},
    "UserPool::identity": {
        "usernameAttributes": ["email"],
        "usernameConfiguration": {"caseSensitive": False},
    },
    "UserPoolClient::api": {"generateSecret": False},
    "UserPoolClient::web": {"generateSecret": False},
    "Table::tasks": {"hashKey": "pk", "rangeKey": "sk"},
    "Table::erasure-ledger": {"hashKey": "user_id"},
    "CatalogDatabase::lake": {"name": "tasklake_prod"},
    **{
        f"CatalogTable::{name}": {"databaseName": "tasklake_prod", "name": name}
        for name in ("task_states", "task_history", "user_states", "user_history")
    },
}
"""Those values of them that the program names; to change one is to lose what the resource holds."""


def kept(program: Program) -> list[Registration]:
    return [
        each
        for each in program.declared
        if (each.type_token in PROTECTED_TYPES and each.name != "scratch")
        or (each.type_token == GLUE_TABLE and "openTableFormatInput" in each.inputs)
    ]


def test_what_holds_data_or_an_address_is_protected_and_nothing_else(tuned: Program) -> None:
    assert kept(tuned)
    assert [each.urn for each in tuned.declared if each.protect] == [each.urn for each in kept(tuned)]


def test_a_stack_for_a_while_can_be_destroyed(passing: Program) -> None:
    assert not [each.name for each in passing.declared if each.protect]
    for table in passing.all("aws:dynamodb/table:Table"):
        assert table.inputs["deletionProtectionEnabled"] is False
    assert passing.one("aws:cognito/userPool:UserPool", "identity").inputs["deletionProtection"] == "INACTIVE"
    for type_ in ("aws:s3/bucket:Bucket", "aws:athena/workgroup:Workgroup"):
        assert all(each.inputs["forceDestroy"] for each in passing.all(type_))


def test_no_release_replaces_a_protected_resource(tuned: Program) -> None:
    assert IDENTITY_INPUTS.keys() == {*PROTECTED_TYPES, GLUE_TABLE}
    for each in kept(tuned):
        made_by_aws = {"userPoolId", "domain"}
        given = {
            name: each.inputs[name]
            for name in IDENTITY_INPUTS[each.type_token]
            if name in each.inputs and name not in made_by_aws | each.ignore_changes
        }
        assert given == SET_FOR_GOOD.get(f"{each.type_token.rpartition(':')[2]}::{each.name}", {}), each.urn


def test_copies_of_table_and_lake_are_made_where_a_stack_wants_them(
    prod: Program, tuned: Program, program_of: Callable[..., Program]
) -> None:
    selection = tuned.one("aws:backup/selection:Selection", "backup").inputs
    assert selection["resources"] == ["arn:aws:mock:::tasks", "arn:aws:mock:::lake"]
    (rule,) = tuned.one("aws:backup/plan:Plan", "backup").inputs["rules"]
    assert rule["lifecycle"] == {"deleteAfter": 35}
    assert not [each for each in prod.declared if each.type_token.startswith("aws:backup/")]
    with pytest.raises(SettingsError, match="AWS Backup copies a bucket with versions only"):
        program_of("prod", backup_retention_days="35", lake_version_retention_days="0")


def test_a_replaced_stream_takes_its_mapping_along(prod: Program, restored: Program) -> None:
    mapping = "aws:lambda/eventSourceMapping:EventSourceMapping"
    before, after = (
        {each.name: each.inputs["eventSourceArn"] for each in program.all(mapping)}
        for program in (prod, restored)
    )
    assert before.keys() == after.keys()
    assert set(before.values()).isdisjoint(after.values())
