import json

import pytest

from tests.infrastructure.program import Program

OPTIMIZER = "aws:glue/catalogTableOptimizer:CatalogTableOptimizer"
TABLES = ("task_states", "task_history", "user_states", "user_history")


def test_every_iceberg_table_is_compacted_and_cleaned(prod: Program) -> None:
    targets = [
        (optimizer.inputs["databaseName"], optimizer.inputs["tableName"], optimizer.inputs["type"])
        for optimizer in prod.all(OPTIMIZER)
    ]
    assert sorted(targets) == sorted(
        ("tasklake_prod", table, kind)
        for table in TABLES
        for kind in ("compaction", "retention", "orphan_file_deletion")
    )


@pytest.mark.parametrize(
    ("kind", "block", "settings"),
    [
        (
            "compaction",
            "compactionConfiguration",
            {"strategy": "sort", "minInputFiles": 10, "deleteFileThreshold": 10},
        ),
        (
            "retention",
            "retentionConfiguration",
            {
                "snapshotRetentionPeriodInDays": 7,
                "numberOfSnapshotsToRetain": 1,
                "cleanExpiredFiles": True,
                "runRateInHours": 24,
            },
        ),
        (
            "orphan_file_deletion",
            "orphanFileDeletionConfiguration",
            {"orphanFileRetentionPeriodInDays": 3, "runRateInHours": 24},
        ),
    ],
)
def test_an_optimizer_says_what_glue_would_otherwise_fill_in(
    prod: Program, kind: str, block: str, settings: dict[str, object]
) -> None:
    optimizer = prod.one(OPTIMIZER, f"task_history-{kind}").inputs
    assert optimizer["catalogId"] == "123456789012"
    assert optimizer["configuration"] == {
        "enabled": True,
        "roleArn": "arn:aws:mock:::lake-optimizers",
        block: {"icebergConfiguration": settings},
    }


def test_the_optimizers_role_reaches_the_iceberg_tables_and_nothing_else(prod: Program) -> None:
    policy = json.loads(prod.one("aws:iam/rolePolicy:RolePolicy", "lake-optimizers").inputs["policy"])
    granted = {s["Sid"]: (s["Action"], s["Resource"]) for s in policy["Statement"]}
    logs = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws-glue/iceberg-"
    assert granted == {
        "Files": (["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], ["arn:aws:mock:::lake/iceberg/*"]),
        "Bucket": (["s3:ListBucket"], ["arn:aws:mock:::lake"]),
        "Catalog": (
            ["glue:GetTable", "glue:UpdateTable"],
            [
                "arn:aws:glue:eu-central-1:123456789012:catalog",
                "arn:aws:mock:::lake",
                *(f"arn:aws:mock:::{table}" for table in TABLES),
            ],
        ),
        "Logs": (
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            [
                f"{logs}compaction/logs:*",
                f"{logs}retention/logs:*",
                f"{logs}orphan-file-deletion/logs:*",
            ],
        ),
    }
    trust = json.loads(prod.one("aws:iam/role:Role", "lake-optimizers").inputs["assumeRolePolicy"])
    assert [s["Principal"] for s in trust["Statement"]] == [{"Service": ["glue.amazonaws.com"]}]
