import json
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from infrastructure.table import NoStreamError
from local_aws.realizer.registration import Registration
from tasklake.repository.changes import SETTLES_IN
from tests.infrastructure.program import RESTORES, Program, declare

S3 = "aws:s3/"


def test_the_local_emulator_speaks_plain_http_and_is_let_in(passing: Program) -> None:
    assert passing.all(f"{S3}bucketPolicy:BucketPolicy") == []


@pytest.mark.parametrize(
    ("bucket", "prefixes", "days"),
    [
        ("lake", ["raw/", "quality/"], 300),
        ("stream-etl-failures", [""], 20),
        ("user-erasure-failures", [""], 20),
        ("analytics-results", ["", "tables/"], 3),
        ("maintenance-results", [""], 3),
    ],
)
def test_objects_expire_when_the_stack_says(
    tuned: Program, bucket: str, prefixes: list[str], days: int
) -> None:
    lifecycle = tuned.one(f"{S3}bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket)
    rules = lifecycle.inputs["rules"]
    expiring = [rule for rule in rules if "days" in rule.get("expiration", {})]
    assert [(rule["filter"]["prefix"], rule["expiration"]["days"]) for rule in expiring] == [
        (prefix, days) for prefix in prefixes
    ]
    assert all(rule["status"] == "Enabled" for rule in rules)


def test_what_the_lake_loses_can_be_brought_back_for_some_days_and_then_goes(
    tuned: Program, passing: Program
) -> None:
    versioning, lifecycle = (
        f"{S3}bucketVersioning:BucketVersioning",
        f"{S3}bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    )
    assert [each.name for each in tuned.all(versioning)] == ["lake"]
    rules = {rule["id"]: rule for rule in tuned.one(lifecycle, "lake").inputs["rules"]}
    assert rules["expire-old-versions"]["noncurrentVersionExpiration"] == {"noncurrentDays": 9}
    assert rules["expire-delete-markers"]["expiration"] == {"expiredObjectDeleteMarker": True}
    assert passing.all(versioning) == []


def test_a_bucket_is_configured_by_one_request_at_a_time_and_survives_a_refresh(prod: Program) -> None:
    assert "lifecycleRules" in prod.one(f"{S3}bucket:Bucket", "lake").ignore_changes
    parts = [
        each for each in prod.declared if each.name == "lake" and each.type_token.startswith(f"{S3}bucket")
    ]
    for earlier, later in pairwise(sorted(parts, key=lambda part: len(part.dependencies))):
        assert earlier.urn in later.dependencies
    assert len(parts) == 7


def test_the_table_streams_both_images_and_lets_what_has_expired_go(prod: Program) -> None:
    table = prod.one("aws:dynamodb/table:Table", "tasks").inputs
    # Encrypted with a key that DynamoDB owns, as objects are with S3's: one in the account is billed by the request.
    assert "serverSideEncryption" not in table
    assert table["streamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["ttl"] == {"attributeName": "expires_at", "enabled": True}


def test_a_stack_may_have_an_index_on_the_last_change(
    prod: Program, program_of: Callable[..., Program]
) -> None:
    program = program_of("prod", delta_sync="true")
    before, table = (each.one(TABLE, "tasks").inputs for each in (prod, program))
    added = [
        index for index in table["globalSecondaryIndexes"] if index not in before["globalSecondaryIndexes"]
    ]
    assert [(index["name"], index["projectionType"], index["keySchemas"]) for index in added] == [
        (
            "by_update",
            "ALL",
            [
                {"attributeName": "by_due_date_pk", "keyType": "HASH"},
                {"attributeName": "updated_at", "keyType": "RANGE"},
            ],
        )
    ]
    assert [each for each in table["attributes"] if each not in before["attributes"]] == [
        {"name": "updated_at", "type": "N"}
    ]
    functions = [each.one("aws:lambda/function:Function", "api").inputs for each in (prod, program)]
    assert [each["environment"]["variables"]["DELTA_SYNC"] for each in functions] == ["false", "true"]
    # What a cursor stays behind holds for as long as a write may take (ADR-016).
    assert timedelta(seconds=functions[1]["timeout"] + 2 + 38) <= SETTLES_IN


TABLE = "aws:dynamodb/table:Table"


def test_each_restore_makes_a_table_from_the_one_before(restored: Program) -> None:
    first, second, third = (restored.one(TABLE, name).inputs for name in ("tasks", "tasks-1", "tasks-2"))

    origin = {"restoreSourceName", "restoreDateTime"}
    assert not origin & first.keys()
    assert (second["restoreSourceName"], second["restoreDateTime"]) == ("tasks", "2026-03-01T12:00:00Z")
    assert (third["restoreSourceName"], third["restoreDateTime"]) == ("tasks-1", "2026-03-02T12:30:00Z")
    for inputs in (second, third):
        assert {name: value for name, value in inputs.items() if name not in origin} == first


def test_a_restore_is_made_once_and_no_table_goes(restored: Program) -> None:
    for name in ("tasks", "tasks-1", "tasks-2"):
        table = restored.one(TABLE, name)
        assert table.protect
        assert table.ignore_changes == {"restoreSourceName", "restoreDateTime"}


def test_everything_uses_the_table_that_was_restored_last(restored: Program) -> None:
    assert restored.outputs["table_name"] == "tasks-2"
    assert restored.outputs["table_generation"] == 2
    mappings = restored.all("aws:lambda/eventSourceMapping:EventSourceMapping")
    assert {mapping.inputs["eventSourceArn"] for mapping in mappings} == {"arn:aws:mock:::tasks-2/stream/1"}
    variables = [
        function.inputs["environment"]["variables"]
        for function in restored.all("aws:lambda/function:Function")
    ]
    assert {given["TABLE_NAME"] for given in variables if "TABLE_NAME" in given} == {"tasks-2"}
    assert [given["TABLE_GENERATION"] for given in variables if "TABLE_GENERATION" in given] == ["2"] * 2
    (names,) = (given["TABLE_NAMES"] for given in variables if "TABLE_NAMES" in given)
    assert names == "tasks,tasks-1,tasks-2"
    earlier = {"tasks", "tasks-1"}
    for role in restored.all("aws:iam/rolePolicy:RolePolicy"):
        assert not [name for name in earlier if f":::{name}" in role.inputs["policy"].replace("tasks-2", "")]


def test_a_released_table_goes_and_is_still_known(
    restored: Program, program_of: Callable[..., Program]
) -> None:
    program = program_of("prod", table_restores=RESTORES, released_tables='["tasks"]')

    assert {each.name for each in program.all(TABLE)} == {each.name for each in restored.all(TABLE)} - {
        "tasks"
    }
    for name in ("tasks-1", "tasks-2"):
        assert program.one(TABLE, name).inputs == restored.one(TABLE, name).inputs
    assert program.outputs == restored.outputs
    names = [
        each.one("aws:lambda/function:Function", "stream-etl").inputs["environment"]["variables"][
            "TABLE_NAMES"
        ]
        for each in (program, restored)
    ]
    assert names == ["tasks,tasks-1,tasks-2"] * 2


class WithoutStream(Program):
    """A provider that leaves the stream of a restored table off."""

    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        id_, outputs = super().create(registration)
        is_restored = "restoreSourceName" in registration.inputs
        return id_, {**outputs, "streamArn": ""} if is_restored else outputs


def test_nothing_moves_to_a_restored_table_that_has_no_stream_yet() -> None:
    program = WithoutStream()

    with pytest.raises(NoStreamError, match="run `pulumi up` again"):
        declare("prod", {"tasklake:table_restores": RESTORES}, program)

    users = [*program.all("aws:lambda/function:Function"), *program.all("aws:iam/rolePolicy:RolePolicy")]
    assert not [each for each in users if "tasks" in json.dumps(each.inputs, default=str)]
