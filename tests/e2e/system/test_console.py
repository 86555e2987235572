"""The console over the running system: its answers, and its page in a headless Chromium where there is one."""

import json
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome

from tasklake_devkit.console import Console
from tasklake_devkit.console.view import SystemView
from tasklake_devkit.local_system import LocalSystem
from tests.e2e.system.client import Client
from tests.e2e.system.documentation_page import Page, chromium

MARKUP = "<img src=x onerror=\"console.error('run')\"><b>&amp;"
GIVEN_UP = "aws/lambda/console"
CELLS = "return [...document.querySelectorAll('#{} tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))"


@pytest.fixture(scope="module")
def url(system: LocalSystem) -> Iterator[str]:
    with Console(0) as console:
        console.show(SystemView(system))
        yield console.url


@pytest.fixture
def ask(url: str) -> Callable[[str], tuple[int, Any]]:
    def ask(sql: str) -> tuple[int, Any]:
        connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        headers = {"Origin": url.rstrip("/"), "Content-Type": "application/sql"}
        connection.request("POST", "/sql", sql.encode(), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    return ask


def statement_of(size: int) -> str:
    return f"SELECT 'x'{'--'.ljust(size - len("SELECT 'x'"), '-')}"


def test_sql_is_answered_as_to_an_analyst(ask: Callable[[str], tuple[int, Any]]) -> None:
    assert ask("SELECT 1 AS n, CAST(NULL AS varchar) AS nothing, 'a' AS text") == (
        200,
        {
            "columns": ["n", "nothing", "text"],
            "types": ["integer", "varchar", "varchar"],
            "rows": [["1", None, "a"]],
            "has_more": False,
            "bytes_scanned": 0,
        },
    )
    assert ["tasks"] in ask("SHOW TABLES")[1]["rows"]
    status, most = ask("SELECT IF(n = 1, repeat('x', 3000)) AS x FROM UNNEST(sequence(1, 1001)) AS t (n)")
    assert (status, len(most["rows"]), most["has_more"], len(most["rows"][0][0])) == (200, 999, True, 2001)
    assert ask(statement_of(262_144))[0] == 200
    assert (
        ask("CREATE TABLE tasklake_local_scratch.mine AS SELECT count(*) AS n FROM tasks WHERE false")[0]
        == 200
    )
    assert ask("SELECT n FROM tasklake_local_scratch.mine")[1]["rows"] == [["0"]]
    for change in ("INSERT INTO mine VALUES (1)", "UPDATE mine SET n = 1", "DELETE FROM mine"):
        refused = ask(change.replace("mine", "tasklake_local_scratch.mine"))[1]["reason"]
        assert "only Iceberg tables can be changed; CREATE TABLE AS makes" in refused
    again = ask("CREATE TABLE tasklake_local_scratch.mine AS SELECT 1 AS n")[1]["reason"]
    assert "already exists; DROP TABLE tasklake_local_scratch.mine comes first" in again
    assert ask("DROP TABLE tasklake_local_scratch.mine")[0] == 200


@pytest.mark.parametrize(
    ("sql", "status", "said"),
    [
        ("SELECT nope FROM tasks", 400, "COLUMN_NOT_FOUND"),
        ("SELECT 1 +", 400, "unexpected"),
        ("", 400, "The statement is empty"),
        ("INSERT INTO task_states SELECT * FROM task_states", 400, "s3:PutObject on resource"),
        ("INSERT INTO task_events SELECT * FROM task_events", 400, "s3:PutObject on resource"),
        ("UPDATE task_states SET status = 'pending'", 400, "PERMISSION_DENIED"),
        ("/* SELECT */ DELETE FROM task_states", 400, "PERMISSION_DENIED"),
        ("DROP TABLE task_states", 400, "glue:DeleteTable on resource"),
        ("-- unchecked\nDROP TABLE task_states", 400, "glue:DeleteTable on resource"),
        ("DROP TABLE tasklake_local_scratch.never_made", 400, "TABLE_NOT_FOUND"),
        ("CREATE TABLE mine AS SELECT 1 AS n", 400, "glue:CreateTable on resource"),
        (
            "CREATE TABLE tasklake_local_scratch.mine AS SELECT 1",
            400,
            "Column name not specified at position 1",
        ),
        (
            "UNLOAD (SELECT 1 AS n) TO 's3://elsewhere/n/' WITH (format = 'PARQUET')",
            400,
            "s3:PutObject on resource: arn:aws:s3:::elsewhere",
        ),
        (statement_of(262_145), 413, "262,145 bytes; Athena takes 262,144"),
    ],
)
def test_what_is_refused_says_why(
    ask: Callable[[str], tuple[int, Any]], sql: str, status: int, said: str
) -> None:
    answered, body = ask(sql)
    assert answered == status
    assert said in body["reason"]


def cells(chrome: Chrome, place: str) -> list[list[str]]:
    return execute(chrome, CELLS.format(place))


def execute(chrome: Chrome, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
    return chrome.execute_script(script)  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium


@pytest.mark.journey
def test_the_page_shows_parts_changes_freshness_failures_and_an_answer_with_its_chart(
    system: LocalSystem, client: Client, url: str, eventually: Callable[..., None]
) -> None:
    with chromium() as chrome:
        page = Page(chrome, url)
        chrome.get(url)
        eventually(
            lambda: {row[0] for row in cells(chrome, "freshness")},
            {f"{kind}_{of}" for kind in ("task", "user") for of in ("states", "history")},
        )
        shown = {(row[0], row[1]) for row in cells(chrome, "parts")}
        assert {("table", system.outputs.table_name), ("bucket", system.outputs.lake_bucket)} <= shown
        assert {"API", "function", "mapping", "schedule"} <= {kind for kind, _ in shown}
        links = execute(chrome, "return [...document.querySelectorAll('#parts a')].map((link) => link.href)")
        assert f"{system.outputs.api_url}/docs" in links

        # A change and a record that nobody understands arrive while the page is open.
        task = client.answer("POST", "/v1/tasks", {"title": "Seen", "category": MARKUP}).json()
        system.session.client("dynamodb").put_item(
            TableName=system.outputs.table_name,
            Item={"pk": {"S": "INVOICE#console"}, "sk": {"S": "X"}, "entity": {"S": "invoice"}},
        )
        eventually(lambda: task["id"] in {row[-1] for row in cells(chrome, "changes")}, expected=True)
        eventually(
            lambda: any("entity is unknown" in row[2] for row in cells(chrome, "failures")), expected=True
        )
        name = fail(system)
        chrome.refresh()
        eventually(
            lambda: (
                {(row[0], row[3]) for row in cells(chrome, "failures")}
                >= {
                    ("failed invocations", f"/aws/lambda/{name}"),
                    ("failed batch", f"s3://{system.outputs.failure_bucket}/{GIVEN_UP}"),
                }
            ),
            expected=True,
        )
        system.session.client("s3").delete_object(Bucket=system.outputs.failure_bucket, Key=GIVEN_UP)

        run(
            page,
            f"SELECT category, count(*) AS n FROM tasks WHERE user_id = '{client.user_id}' GROUP BY 1 UNION ALL VALUES ('b', 2)",
        )
        eventually(lambda: sorted(cells(chrome, "answer")), sorted([[MARKUP, "1"], ["b", "2"]]))
        assert execute(chrome, "return document.querySelectorAll('#chart svg').length") == 1
        assert execute(chrome, "return document.querySelectorAll('img, b').length") == 0
        assert page.console_errors() == []
        run(page, "SELECT nope FROM tasks")
        eventually(lambda: "COLUMN_NOT_FOUND" in page.wait("#said").text, expected=True)

        origins = {urlsplit(str(request["url"])).netloc for request in page.requests()}
        assert origins == {urlsplit(url).netloc}


def fail(system: LocalSystem) -> str:
    """Make a function fail, and leave a batch given up; return the function's name."""
    name = system.outputs.user_erasure_function_name
    assert system.session.client("lambda").invoke(FunctionName=name, Payload=b"5").get("FunctionError")
    system.session.client("s3").put_object(Bucket=system.outputs.failure_bucket, Key=GIVEN_UP, Body=b"{}")
    return name


def run(page: Page, sql: str) -> None:
    text = page.wait("#statement")
    text.clear()
    text.send_keys(sql)
    page.click("form button")
