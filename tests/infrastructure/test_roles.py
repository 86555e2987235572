import json
from typing import Any

import pytest

from tests.infrastructure.program import Program, declare


def statements(program: Program, role: str) -> dict[str, Any]:
    return by_sid(program.one("aws:iam/rolePolicy:RolePolicy", role).inputs["policy"])


def by_sid(policy: str) -> dict[str, Any]:
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}


@pytest.fixture
def analyst(prod: Program) -> str:
    """The policy of analysts."""
    return prod.one("aws:iam/policy:Policy", "analyst").inputs["policy"]


def test_the_api_reaches_one_table_and_its_indexes_alone(prod: Program) -> None:
    granted = statements(prod, "api")
    assert granted["Traces"]["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    assert granted["Items"]["Resource"] == ["arn:aws:mock:::tasks"]
    assert granted["Indexes"]["Action"] == ["dynamodb:Query"]
    assert granted["Indexes"]["Resource"] == ["arn:aws:mock:::tasks/index/*"]
    assert granted.keys() == {"OwnLog", "Traces", "Items", "Indexes"}


def test_the_etl_reads_one_stream_and_writes_three_folders(prod: Program) -> None:
    granted = statements(prod, "stream-etl")
    assert granted["Stream"]["Resource"] == ["arn:aws:mock:::tasks/stream/1"]
    assert granted["Events"]["Resource"] == ["arn:aws:mock:::lake/raw/*"]
    assert granted["Failures"]["Resource"] == [
        "arn:aws:mock:::stream-etl-failures/quarantine/*",
        "arn:aws:mock:::stream-etl-failures/aws/lambda/*",
    ]
    writes = [s for s in granted.values() if any(action.startswith("s3:Put") for action in s["Action"])]
    assert len(writes) == 2


def test_policies_that_people_attach_are_named_alike_in_every_account(prod: Program) -> None:
    policies = {policy.inputs["name"] for policy in prod.all("aws:iam/policy:Policy")}
    assert policies == {f"tasklake-prod-{name}" for name in ("analyst", "operator", "examiner", "importer")}
    assert prod.outputs["operator_policy_arn"] == "arn:aws:mock:::operators"


def test_who_mends_the_lake_can_neither_become_a_user_nor_make_items(prod: Program) -> None:
    policy = prod.one("aws:iam/policy:Policy", "operators").inputs["policy"]
    assert "cognito" not in policy
    assert "dynamodb:PutItem" not in policy


def test_an_importer_puts_items_reads_what_an_export_has_and_asks_for_erased_users(prod: Program) -> None:
    policy = json.loads(prod.one("aws:iam/policy:Policy", "importer").inputs["policy"])
    granted = {action: s["Resource"] for s in policy["Statement"] for action in s["Action"]}
    assert granted == {
        "dynamodb:ConditionCheckItem": ["arn:aws:mock:::tasks"],
        "dynamodb:PutItem": ["arn:aws:mock:::tasks"],
        "dynamodb:Query": ["arn:aws:mock:::tasks", "arn:aws:mock:::tasks/index/by_status"],
        "dynamodb:BatchGetItem": ["arn:aws:mock:::erasure-ledger"],
    }


def test_an_analyst_cannot_reach_the_failure_bucket_or_the_table(analyst: str) -> None:
    assert "failures" not in analyst
    assert "dynamodb" not in analyst
    lake = by_sid(analyst)["Lake"]
    assert lake["Action"] == ["s3:GetObject"]
    assert lake["Resource"] == [f"arn:aws:mock:::lake/{prefix}/*" for prefix in ("raw", "iceberg", "quality")]


def test_the_scheduled_comparison_reads_both_sides_and_writes_its_result_alone(prod: Program) -> None:
    granted = statements(prod, "lake-verification")
    assert granted["Items"]["Action"] == ["dynamodb:BatchGetItem", "dynamodb:Scan"]
    assert granted["Items"]["Resource"] == ["arn:aws:mock:::tasks"]
    assert granted["Queries"]["Resource"] == ["arn:aws:mock:::maintenance"]
    puts = {sid: s["Resource"] for sid, s in granted.items() if "s3:PutObject" in s["Action"]}
    assert puts == {
        "Quality": ["arn:aws:mock:::lake/quality/*"],
        "Results": ["arn:aws:mock:::maintenance-results/*"],
    }
    changing = ("Delete", "Update", "Create", "Write")
    assert not [
        a
        for s in granted.values()
        for a in s["Action"]
        if a.partition(":")[2].startswith(changing) and not a.startswith("logs:")
    ]


def test_the_erasure_from_the_lake_writes_rows_and_who_has_left_alone(prod: Program) -> None:
    granted = statements(prod, "lake-erasure")
    assert granted["WhoIsThere"]["Action"] == ["dynamodb:BatchGetItem", "dynamodb:Query"]
    assert granted["WhoIsThere"]["Resource"] == ["arn:aws:mock:::tasks"]
    assert granted["Ledger"]["Action"] == ["dynamodb:Scan", "dynamodb:UpdateItem"]
    assert granted["Ledger"]["Resource"] == ["arn:aws:mock:::erasure-ledger"]
    deletes = {sid: s["Resource"] for sid, s in granted.items() if "s3:DeleteObject" in s["Action"]}
    assert deletes == {
        "Tables": ["arn:aws:mock:::lake/iceberg/*"],
        "RewrittenRows": ["arn:aws:mock:::lake/raw/*"],
    }


def test_an_analyst_starts_queries_in_the_analysts_workgroup_alone(analyst: str) -> None:
    assert "maintenance" not in analyst
    granted = by_sid(analyst)
    starting = {sid for sid, s in granted.items() if "athena:StartQueryExecution" in s["Action"]}
    assert starting == {"Workgroup"}
    assert granted["Workgroup"]["Resource"] == ["arn:aws:mock:::analytics"]


def test_an_analyst_reads_saved_queries_and_changes_none(analyst: str) -> None:
    granted = by_sid(analyst)
    saved = [a for a in granted["Workgroup"]["Action"] if "NamedQuer" in a or "PreparedStatement" in a]
    assert saved == [
        "athena:BatchGetNamedQuery",
        "athena:BatchGetPreparedStatement",
        "athena:GetNamedQuery",
        "athena:GetPreparedStatement",
        "athena:ListNamedQueries",
        "athena:ListPreparedStatements",
    ]


def test_an_analyst_only_lists_outside_their_workgroup_and_changes_only_results(analyst: str) -> None:
    granted = by_sid(analyst)
    everywhere = [action for s in granted.values() if s["Resource"] == ["*"] for action in s["Action"]]
    assert all(action.startswith("athena:List") for action in everywhere)
    assert granted["DataCatalog"]["Resource"] == [
        "arn:aws:athena:eu-central-1:123456789012:datacatalog/AwsDataCatalog"
    ]
    writes = {sid for sid, s in granted.items() if "s3:PutObject" in s["Action"]}
    assert writes == {"Results"}
    assert "s3:DeleteObject" not in analyst
    assert "glue:Update" not in analyst
    assert granted["Results"]["Resource"] == ["arn:aws:mock:::analytics-results/*"]


def test_whoever_has_the_scratch_policy_makes_and_drops_tables_in_the_scratch_database_alone(
    prod: Program, tuned: Program
) -> None:
    policy = json.loads(tuned.one("aws:iam/policy:Policy", "scratch").inputs["policy"])
    statement, rows = policy["Statement"]
    assert (rows["Action"], rows["Resource"]) == (
        ["s3:DeleteObject"],
        ["arn:aws:mock:::analytics-results/tables/*"],
    )
    assert {action for action in statement["Action"] if ":Get" not in action} == {
        "glue:CreateTable",
        "glue:DeleteTable",
        "glue:UpdateTable",
    }
    glue = "arn:aws:glue:eu-central-1:123456789012"
    assert statement["Resource"] == [
        f"{glue}:catalog",
        "arn:aws:mock:::scratch",
        f"{glue}:table/tasklake_prod_scratch/*",
    ]
    database = tuned.one("aws:glue/catalogDatabase:CatalogDatabase", "scratch")
    assert database.inputs["parameters"] == {"scratch": "true"}
    assert not database.protect
    assert tuned.outputs["scratch_database"] == database.inputs["name"] == "tasklake_prod_scratch"
    assert prod.outputs["scratch_database"] == ""
    assert len(prod.all("aws:glue/catalogDatabase:CatalogDatabase")) == 1


def test_functions_run_the_same_python_on_arm64_and_keep_their_logs_for_a_while(
    tuned: Program,
) -> None:
    for function in tuned.all("aws:lambda/function:Function"):
        assert function.inputs["architectures"] == ["arm64"]
        assert function.inputs["runtime"] == "python3.13"
        log = tuned.one("aws:cloudwatch/logGroup:LogGroup", function.name).inputs
        assert log["name"] == f"/aws/lambda/{function.inputs['name']}"
        assert log["retentionInDays"] == 30


def test_functions_have_executions_for_themselves_where_a_stack_says_so(
    prod: Program, tuned: Program
) -> None:
    def reserved(program: Program) -> dict[str, int]:
        functions = program.all("aws:lambda/function:Function")
        return {each.name: each.inputs.get("reservedConcurrentExecutions", 0) for each in functions}

    without = {"lake-erasure": 0, "lake-verification": 0}
    assert reserved(tuned) == {"api": 50, "stream-etl": 9, "user-erasure": 2, **without}
    assert set(reserved(prod).values()) == {0}


def test_what_has_an_arn_is_of_the_partition_that_the_stack_is_in() -> None:
    config = {"tasklake:api_rollout": "canary", "tasklake:backup_retention_days": "35"}
    program = declare("prod", config, Program(partition="aws-us-gov"))
    assert [each.urn for each in program.declared if "arn:aws:" in json.dumps(each.inputs, default=str)] == []
