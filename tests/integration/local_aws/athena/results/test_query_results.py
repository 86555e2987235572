"""Results as Athena's API and its files show them."""

import pytest
from botocore.exceptions import ClientError

from tests.integration.local_aws.athena.athena_api import AthenaApi


@pytest.mark.parametrize(
    ("sql", "type_", "text"),
    [
        ("true", "boolean", "true"),
        ("9007199254740993", "bigint", "9007199254740993"),
        ("CAST(7 AS integer)", "integer", "7"),
        ("CAST(1 AS double)", "double", "1.0"),
        ("CAST(12345678.9 AS double)", "double", "1.23456789E7"),
        ("CAST('12.50' AS decimal(5, 2))", "decimal", "12.50"),
        ("'say \"hi\"'", "varchar", 'say "hi"'),
        ("''", "varchar", ""),
        ("CAST(NULL AS varchar)", "varchar", None),
        ("DATE '2026-03-01'", "date", "2026-03-01"),
        ("TIMESTAMP '2026-03-01 13:04:05.678'", "timestamp", "2026-03-01 13:04:05.678"),
        ("ARRAY['a', NULL, 'b c']", "array", "[a, null, b c]"),
        ("MAP(ARRAY['k'], ARRAY[1])", "map", "{k=1}"),
        ("CAST(ROW(1, 'x') AS ROW(a integer, b varchar))", "row", "{a=1, b=x}"),
        ("INTERVAL '2' DAY", "interval day to second", "2 00:00:00.000"),
        ("X'0aff'", "varbinary", "0a ff"),
    ],
)
def test_a_value_has_its_type_and_its_text(athena: AthenaApi, sql: str, type_: str, text: str | None) -> None:
    execution_id = athena.run(f"SELECT {sql} AS value, 'next' AS other")["QueryExecutionId"]
    result = athena.client.get_query_results(QueryExecutionId=execution_id)["ResultSet"]
    assert result["ResultSetMetadata"]["ColumnInfo"][0]["Type"] == type_
    assert result["Rows"][1]["Data"][0].get("VarCharValue") == text


def test_a_file_quotes_what_is_there(athena: AthenaApi) -> None:
    execution = athena.run(
        "SELECT * FROM (VALUES ('', NULL, 'two\nlines'), (NULL, 1, 'a,\"b\"')) AS t (x, y, z)"
    )
    assert athena.file(execution) == '"x","y","z"\n"",,"two\nlines"\n,"1","a,""b"""\n'


def test_pages_follow_each_other(athena: AthenaApi) -> None:
    sql = "SELECT CASE WHEN n % 2 = 0 THEN NULL ELSE concat('é', chr(10), CAST(n AS varchar)) END AS t FROM UNNEST(sequence(1, 5)) AS s (n) ORDER BY n"
    execution_id = athena.run(sql)["QueryExecutionId"]
    pages = athena.client.get_paginator("get_query_results").paginate(
        QueryExecutionId=execution_id, PaginationConfig={"PageSize": 2}
    )
    rows = [[row["Data"][0].get("VarCharValue") for row in page["ResultSet"]["Rows"]] for page in pages]
    assert rows == [["t", "é\n1"], [None, "é\n3"], [None, "é\n5"]]


def test_results_that_are_not_there_are_refused(athena: AthenaApi) -> None:
    execution_id = athena.start("SELECT * FROM nosuch")
    athena.ended(execution_id)
    with pytest.raises(ClientError, match=r"Query did not finish successfully\. Final query state: FAILED"):
        athena.client.get_query_results(QueryExecutionId=execution_id)
    with pytest.raises(ClientError, match="no-such-query was not found"):
        athena.client.get_query_results(QueryExecutionId="no-such-query")
