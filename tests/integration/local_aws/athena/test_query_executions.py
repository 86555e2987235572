"""Statements on their way through Athena's API."""

import re
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.athena.athena_api import AthenaApi
from tests.integration.local_aws.athena.small_lake import SmallLake
from tests.integration.local_aws.roles import make_role, trust

MERGE = """
MERGE INTO states AS t USING (VALUES ('a', 2), ('b', 1)) AS s (id, n)
ON t.id = s.id
WHEN MATCHED THEN UPDATE SET n = s.n
WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n)
"""
ACTIONS = [
    *(
        f"athena:{action}"
        for action in ("GetQueryExecution", "GetQueryResults", "StartQueryExecution", "StopQueryExecution")
    ),
    "glue:GetTable",
    "glue:UpdateTable",
    "s3:GetObject",
    "s3:PutObject",
]
ENDLESS = (
    "SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a(n), UNNEST(sequence(1, 10000)) AS b(m), "
    "UNNEST(sequence(1, 10000)) AS c(o) WHERE n * m * o % 7 = 3"
)


@pytest.fixture
def states(lake: SmallLake) -> None:
    lake.create_iceberg_table("states", {"id": "string", "n": "int"})


def refusal(refused: pytest.ExceptionInfo[ClientError]) -> tuple[str, str | None]:
    error: Any = refused.value.response
    return error["Error"]["Code"], error.get("AthenaErrorCode")


def test_a_query_is_described_when_it_is_over(lake: SmallLake, athena: AthenaApi) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    lake.put(f"dt={today}/hour=00/a.parquet", "SELECT 'a' AS task_id, 1::BIGINT AS version")
    execution = athena.run(f"SELECT version FROM task_events WHERE dt = '{today}'", WorkGroup="primary")
    assert execution["StatementType"] == "DML"
    assert execution["WorkGroup"] == "primary"
    assert execution["QueryExecutionContext"] == {"Catalog": "AwsDataCatalog", "Database": lake.name}
    assert execution["Statistics"]["DataScannedInBytes"] > 0
    assert (
        execution["Statistics"]["TotalExecutionTimeInMillis"]
        >= execution["Statistics"]["EngineExecutionTimeInMillis"]
    )
    assert athena.file(execution) == '"version"\n"1"\n'


def test_parameters_take_the_place_of_question_marks(athena: AthenaApi) -> None:
    sql = "SELECT ? AS text, ? + 1 AS n, ? AS day"
    assert athena.rows(sql, ExecutionParameters=["'it''s'", "41", "DATE '2026-03-01'"])[1:] == [
        ["it's", "42", "2026-03-01"]
    ]
    assert athena.failure(sql, ExecutionParameters=["1"])[1].startswith("INVALID_PARAMETER_USAGE: ")


def test_a_prepared_statement_is_executed_until_it_is_deallocated(athena: AthenaApi) -> None:
    athena.run("PREPARE sums FROM SELECT ? + ? AS n, concat(?, ')')")
    asked = athena.run("EXECUTE sums USING 1, abs(-2), 'a, (b'")
    assert (asked["Query"], asked["StatementType"]) == ("EXECUTE sums USING 1, abs(-2), 'a, (b'", "DML")
    assert athena.file(asked) == '"n","_col1"\n"3","a, (b)"\n'
    assert athena.rows("EXECUTE sums", ExecutionParameters=["4", "5", "'x'"])[1:] == [["9", "x)"]]
    assert athena.failure("PREPARE sums FROM SELECT 1")[0] == "FAILED"
    athena.run("DEALLOCATE PREPARE sums;")
    with pytest.raises(ClientError, match="PreparedStatement sums was not found in workGroup primary"):
        athena.start("EXECUTE sums")
    with pytest.raises(ClientError, match=r"write EXECUTE name \[USING value, ...]"):
        athena.start("EXECUTE")


def test_a_merge_changes_the_table(states: None, athena: AthenaApi) -> None:
    inserted = athena.run("INSERT INTO states VALUES ('a', 1)")
    results = athena.client.get_query_results(QueryExecutionId=inserted["QueryExecutionId"])
    assert results["UpdateCount"] == 1
    assert athena.run(MERGE)["StatementType"] == "DML"
    assert athena.rows("SELECT id, n FROM states ORDER BY id") == [["id", "n"], ["a", "2"], ["b", "1"]]


def test_a_definition_changes_the_table(states: None, athena: AthenaApi) -> None:
    assert athena.run("ALTER TABLE states ADD COLUMNS (note string)")["StatementType"] == "DDL"
    assert athena.rows("SHOW COLUMNS IN states") == [["id"], ["n"], ["note"]]


def test_the_lines_of_a_show_lie_in_a_text_file(athena: AthenaApi) -> None:
    execution = athena.run("SHOW TABLES")
    assert execution["StatementType"] == "UTILITY"
    assert execution["ResultConfiguration"]["OutputLocation"].endswith(".txt")
    assert athena.file(execution) == "task_events\n"


@pytest.mark.parametrize(
    "sql",
    [
        *("SELEC 1", "SELECT 'open", "MERGE INTO states", " "),
        *("CREATE TABLE x AS", "CREATE TABLE x WITH (format 'PARQUET') AS SELECT 1 AS n"),
        *("UNLOAD (SELECT 1 AS n", "UNLOAD SELECT 1 TO 's3://x/'", "UNLOAD (SELECT 1 AS n) TO x"),
        "UNLOAD (SELECT 1 AS n) TO 's3://x/' WITH (format = PARQUET)",
    ],
)
def test_what_is_no_sql_does_not_start(athena: AthenaApi, sql: str) -> None:
    with pytest.raises(ClientError) as refused:
        athena.start(sql)
    assert refusal(refused) == ("InvalidRequestException", "MALFORMED_QUERY")


def test_a_statement_has_262_144_bytes_at_the_most(athena: AthenaApi) -> None:
    longest = f"SELECT '{'ä' * 131_063}' AS text "
    assert len(longest.encode()) == 262_144
    athena.run(longest)
    with pytest.raises(ClientError, match="The statement has 262,145 bytes; it may have 262,144"):
        athena.start(f"{longest} ")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT * FROM nosuch", "TABLE_NOT_FOUND: "),
        ("SELECT nosuch FROM task_events", "COLUMN_NOT_FOUND: column nosuch does not exist"),
        ("SELECT 1 / 0", "GENERIC_USER_ERROR: division by zero"),
        ("CREATE TABLE t AS SELECT 1", "NOT_SUPPORTED: "),
        ("EXPLAIN (FORMAT JSON) SELECT 1", "NOT_SUPPORTED: "),
        ("DEALLOCATE PREPARE nosuch", "GENERIC_USER_ERROR: PreparedStatement nosuch was not found"),
        ("SELECT DATE '9999-12-31' + INTERVAL '1' DAY", "GENERIC_USER_ERROR: a date of the result is out of"),
    ],
)
def test_a_query_without_an_answer_fails_with_the_reason(athena: AthenaApi, sql: str, reason: str) -> None:
    state, told = athena.failure(sql)
    assert (state, told[: len(reason)]) == ("FAILED", reason)


def test_a_lost_commit_fails_as_athena_says(states: None, lake: SmallLake, athena: AthenaApi) -> None:
    athena.run("INSERT INTO states VALUES ('a', 1)")
    together = [athena.start(f"UPDATE states SET n = n + {number}") for number in range(1, 6)]
    ends = [athena.ended(each)["Status"] for each in together]
    lost = [status["StateChangeReason"] for status in ends if status["State"] == "FAILED"]
    assert lost
    assert set(lost) == {
        f"ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: {lake.name}.states"
    }


def test_a_query_is_stopped(athena: AthenaApi) -> None:
    execution_id = athena.start(ENDLESS)
    while athena.described(execution_id)["Status"]["State"] == "QUEUED":
        time.sleep(0.02)
    time.sleep(0.5)
    athena.client.stop_query_execution(QueryExecutionId=execution_id)
    assert athena.ended(execution_id)["Status"]["State"] == "CANCELLED"


def test_the_same_token_starts_one_query(athena: AthenaApi) -> None:
    token = uuid4().hex
    assert athena.start("SELECT 1", ClientRequestToken=token) == athena.start(
        "SELECT 1", ClientRequestToken=token
    )
    with pytest.raises(ClientError, match="Idempotent parameters do not match"):
        athena.start("SELECT 2", ClientRequestToken=token)


def test_executions_are_listed_by_workgroup(athena: AthenaApi) -> None:
    workgroup = make_workgroup(athena)
    started = [athena.start("SELECT 1", WorkGroup=workgroup) for _ in range(3)]
    pages = athena.client.get_paginator("list_query_executions").paginate(
        WorkGroup=workgroup, PaginationConfig={"PageSize": 2}
    )
    assert [each for page in pages for each in page["QueryExecutionIds"]] == started[::-1]
    answer = athena.client.batch_get_query_execution(QueryExecutionIds=[*started, "no-such-query"])
    assert [each["QueryExecutionId"] for each in answer["QueryExecutions"]] == started
    assert [each["QueryExecutionId"] for each in answer["UnprocessedQueryExecutionIds"]] == ["no-such-query"]


class TestAWorkgroup:
    def test_says_where_results_lie(self, athena: AthenaApi) -> None:
        location = f"s3://{athena.lake.name}/enforced/"
        workgroup = make_workgroup(athena, ResultConfiguration={"OutputLocation": location})
        execution = athena.run("SELECT 1", WorkGroup=workgroup)
        assert execution["ResultConfiguration"]["OutputLocation"].startswith(location)
        free = make_workgroup(
            athena, ResultConfiguration={"OutputLocation": location}, EnforceWorkGroupConfiguration=False
        )
        execution = athena.run("SELECT 1", WorkGroup=free)
        assert execution["ResultConfiguration"]["OutputLocation"].startswith(athena.results)

    def test_has_a_limit_of_bytes(self, lake: SmallLake, athena: AthenaApi) -> None:
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        lake.put(f"dt={today}/hour=00/a.parquet", "SELECT uuid()::VARCHAR AS task_id FROM range(700_000)")
        workgroup = make_workgroup(athena, BytesScannedCutoffPerQuery=10_000_000)
        state, reason = athena.failure("SELECT max(task_id) FROM task_events", WorkGroup=workgroup)
        assert state == "CANCELLED"
        assert reason.startswith("Bytes scanned limit was exceeded")

    def test_that_is_unknown_or_says_no_place_is_refused(self, athena: AthenaApi) -> None:
        with pytest.raises(ClientError, match="WorkGroup nosuch is not found"):
            athena.start("SELECT 1", WorkGroup="nosuch")
        with pytest.raises(ClientError, match="No output location provided"):
            athena.start("SELECT 1", WorkGroup=make_workgroup(athena), ResultConfiguration={})


def test_who_may_use_a_workgroup_asks_for_its_queries_and_no_others(
    session: EmulatorSession, lake: SmallLake, athena: AthenaApi
) -> None:
    workgroup, another = make_workgroup(athena), make_workgroup(athena)
    role = session_of_role(session, allowed=[f"arn:aws:athena:us-east-1:000000000000:workgroup/{workgroup}"])
    its_own = AthenaApi(lake, role.client("athena"))

    assert its_own.rows("SELECT 1", WorkGroup=workgroup)[-1] == ["1"]
    its_own.client.stop_query_execution(QueryExecutionId=its_own.start("SELECT 1", WorkGroup=workgroup))

    with pytest.raises(ClientError, match="AccessDenied"):
        its_own.start("SELECT 1", WorkGroup=another)
    with pytest.raises(ClientError, match="AccessDenied"):
        its_own.described(athena.start("SELECT 1", WorkGroup=another))


CHANGES = [
    MERGE,
    "INSERT INTO states (id) VALUES ('c')",
    "OPTIMIZE states REWRITE DATA USING BIN_PACK",
    "ALTER TABLE states ADD COLUMNS (m int)",
]


@pytest.mark.usefixtures("states")
def test_a_statement_writes_what_its_caller_may_write(session: EmulatorSession, lake: SmallLake) -> None:
    workgroup = "arn:aws:athena:us-east-1:000000000000:workgroup/primary"
    files = f"arn:aws:s3:::{lake.name}/*"
    table = f"arn:aws:glue:us-east-1:000000000000:table/{lake.name}/states"
    reader = AthenaApi(lake, session_of_role(session, allowed=[workgroup]).client("athena"))
    writer = AthenaApi(lake, session_of_role(session, allowed=[workgroup, files, table]).client("athena"))
    metadata = lake.iceberg_table("states").metadata_location
    for sql, action in (
        *((change, "s3:PutObject") for change in CHANGES),
        (f"UNLOAD (SELECT 1 AS n) TO '{reader.results}new/' WITH (format = 'PARQUET')", "s3:PutObject"),
        ("CREATE TABLE mine AS SELECT 1 AS n", "glue:CreateTable"),
        ("DROP TABLE states", "glue:DeleteTable"),
        ("PREPARE mine FROM SELECT 1", "athena:CreatePreparedStatement"),
        ("DEALLOCATE PREPARE mine", "athena:DeletePreparedStatement"),
    ):
        _, reason = reader.failure(sql, WorkGroup="primary")
        assert re.match(
            rf"PERMISSION_DENIED: User: arn:aws:sts::\d+:assumed-role/role\w+/.*: {action} on", reason
        )
    assert lake.iceberg_table("states").metadata_location == metadata

    for change in CHANGES:
        writer.run(change, WorkGroup="primary")
    _, reason = writer.failure("DROP TABLE states", WorkGroup="primary")
    assert "glue:DeleteTable" in reason


@pytest.mark.usefixtures("states")
def test_a_statement_reads_what_its_caller_may_read_also_behind_a_view(
    session: EmulatorSession, lake: SmallLake
) -> None:
    workgroup = "arn:aws:athena:us-east-1:000000000000:workgroup/primary"
    lake.create_view("ids", "SELECT id FROM states", {"id": "varchar"})
    files = f"arn:aws:s3:::{lake.name}/*"
    view, states = (
        f"arn:aws:glue:us-east-1:000000000000:table/{lake.name}/{name}" for name in ("ids", "states")
    )

    def api(*allowed: str) -> AthenaApi:
        return AthenaApi(lake, session_of_role(session, allowed=[workgroup, *allowed]).client("athena"))

    for sql, allowed, missing in (
        ("SELECT id FROM states", [files], f"glue:GetTable on resource: {states}"),
        ("SELECT id FROM states", [states], "s3:GetObject"),
        ("SELECT id FROM ids", [files, states], f"glue:GetTable on resource: {view}"),
        ("SELECT id FROM ids", [files, view], f"glue:GetTable on resource: {states}"),
        ("SELECT id FROM ids", [view, states], "s3:GetObject"),
        ('SELECT snapshot_id FROM "states$snapshots"', [states], "s3:GetObject"),
    ):
        _, reason = api(*allowed).failure(sql, WorkGroup="primary")
        assert "PERMISSION_DENIED" in reason
        assert missing in reason
    assert api(files, view, states).rows("SELECT id FROM ids", WorkGroup="primary") == [["id"]]


def session_of_role(session: EmulatorSession, *, allowed: list[str]) -> EmulatorSession:
    """Return the session of a role that may start queries in, read and change what it is allowed."""
    statements = [{"Effect": "Allow", "Action": ACTIONS, "Resource": allowed}] if allowed else []
    role_arn = make_role(session, f"role{uuid4().hex[:8]}", *statements, trusts=trust({"AWS": "*"}))
    return EmulatorSession(session.endpoint_url, role_arn=role_arn)


def make_workgroup(athena: AthenaApi, **configuration: object) -> str:
    name = f"group{uuid4().hex[:8]}"
    athena.client.create_work_group(Name=name, Configuration=configuration)
    return name
