import json
from collections import defaultdict
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


def test_it_may_do_this_to_these_and_nothing_else(granted: dict[str, Any]) -> None:
    lake, database, results = (
        "arn:aws:mock:::lake",
        "arn:aws:mock:::lake",
        "arn:aws:mock:::maintenance-results",
    )
    read = [f"{GLUE}:catalog", f"{GLUE}:database/default", database, *EVENTS, *MERGED]
    files = [f"{lake}/iceberg/*", f"{results}/*"]
    found: defaultdict[str, list[str]] = defaultdict(list)
    for statement in granted.values():
        for action in statement["Action"]:
            found[action] += statement["Resource"]
    assert found == {
        "athena:GetDataCatalog": ["arn:aws:athena:eu-central-1:123456789012:datacatalog/AwsDataCatalog"],
        "athena:StartQueryExecution": ["arn:aws:mock:::maintenance"],
        "glue:GetDatabase": read,
        "glue:GetDatabases": read,
        "glue:GetTable": read,
        "glue:UpdateTable": [f"{GLUE}:catalog", database, *MERGED],
        "s3:AbortMultipartUpload": files,
        "s3:DeleteObject": [f"{lake}/iceberg/*"],
        "s3:GetBucketLocation": [lake, results],
        "s3:GetObject": [f"{lake}/raw/*", *files],
        "s3:ListBucket": [lake, results],
        "s3:ListBucketMultipartUploads": [lake, results],
        "s3:ListMultipartUploadParts": files,
        "s3:PutObject": files,
        "sqs:SendMessage": ["arn:aws:mock:::maintenance-dead-letters"],
    }
