import json
from typing import Any

import pytest

from tests.infrastructure.program import Program

GLUE = "arn:aws:glue:eu-central-1:123456789012"
MERGED = [
    f"{GLUE}:table/tasklake_prod/{name}"
    for name in ("task_states", "task_history", "user_states", "user_history")
]
EVENTS = [f"{GLUE}:table/tasklake_prod/{name}" for name in ("task_events", "user_events")]


@pytest.fixture
def granted(prod: Program) -> dict[str, Any]:
    policy = json.loads(prod.one("aws:iam/rolePolicy:RolePolicy", "maintenance").inputs["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_only_the_schedules_of_the_stack_take_the_role_on(prod: Program) -> None:
    trust = json.loads(prod.one("aws:iam/role:Role", "maintenance").inputs["assumeRolePolicy"])
    assert trust["Statement"] == [
        {
            "Sid": "Service",
            "Effect": "Allow",
            "Principal": {"Service": ["scheduler.amazonaws.com"]},
            "Action": ["sts:AssumeRole"],
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": "123456789012",
                    "aws:SourceArn": "arn:aws:mock:::maintenance",
                }
            },
        }
    ]
    assert (
        prod.one("aws:scheduler/scheduleGroup:ScheduleGroup", "maintenance").inputs["name"] == "tasklake-prod"
    )


def test_it_starts_queries_in_the_maintenance_workgroup_and_asks_athena_for_nothing_else(
    granted: dict[str, Any],
) -> None:
    athena = {
        action: statement["Resource"]
        for statement in granted.values()
        for action in statement["Action"]
        if action.startswith("athena:")
    }
    assert athena == {
        "athena:StartQueryExecution": ["arn:aws:mock:::maintenance"],
        "athena:GetDataCatalog": ["arn:aws:athena:eu-central-1:123456789012:datacatalog/AwsDataCatalog"],
    }


def test_it_commits_to_the_iceberg_tables_and_only_reads_the_event_tables(granted: dict[str, Any]) -> None:
    database = "arn:aws:mock:::lake"
    assert granted["Commits"]["Action"] == ["glue:UpdateTable"]
    assert granted["Commits"]["Resource"] == [f"{GLUE}:catalog", database, *MERGED]
    assert granted["Catalog"]["Action"] == ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable"]
    assert granted["Catalog"]["Resource"] == [
        f"{GLUE}:catalog",
        f"{GLUE}:database/default",
        database,
        *EVENTS,
        *MERGED,
    ]


@pytest.mark.parametrize(
    ("action", "resources"),
    [
        (
            "s3:GetObject",
            [
                "arn:aws:mock:::lake/raw/*",
                "arn:aws:mock:::lake/iceberg/*",
                "arn:aws:mock:::maintenance-results/*",
            ],
        ),
        ("s3:PutObject", ["arn:aws:mock:::lake/iceberg/*", "arn:aws:mock:::maintenance-results/*"]),
        ("s3:DeleteObject", ["arn:aws:mock:::lake/iceberg/*"]),
        ("s3:ListBucket", ["arn:aws:mock:::lake", "arn:aws:mock:::maintenance-results"]),
        ("sqs:SendMessage", ["arn:aws:mock:::maintenance-dead-letters"]),
    ],
)
def test_it_reaches_these_objects_and_no_others(
    granted: dict[str, Any], action: str, resources: list[str]
) -> None:
    found = [arn for s in granted.values() if action in s["Action"] for arn in s["Resource"]]
    assert found == resources


def test_nothing_is_granted_beyond_what_these_tests_name(granted: dict[str, Any]) -> None:
    assert sorted({action for statement in granted.values() for action in statement["Action"]}) == [
        "athena:GetDataCatalog",
        "athena:StartQueryExecution",
        "glue:GetDatabase",
        "glue:GetDatabases",
        "glue:GetTable",
        "glue:UpdateTable",
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "sqs:SendMessage",
    ]
    assert not [sid for sid, statement in granted.items() if "*" in statement["Resource"]]
