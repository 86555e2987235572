"""The function as Lambda loads it."""

import gc
import importlib
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.integration.api.http_api import HttpApi, Token

ADA = Token("0a0a0a0a-0000-4000-8000-000000000001", "ada@example.com")


@pytest.fixture
def load(table_name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], HttpApi]]:
    """Imports the function; to be called by the test, whose standard output is not that of its fixtures."""
    monkeypatch.setenv("TABLE_NAME", table_name)
    monkeypatch.setenv("TABLE_GENERATION", "0")
    monkeypatch.setenv("DELTA_SYNC", "true")
    monkeypatch.setenv("RATE_LIMIT_PER_SECOND", "10")
    monkeypatch.setenv("RATE_LIMIT_BURST", "100")
    monkeypatch.setenv("SIGN_IN_URL", "https://sign-in.test")
    monkeypatch.setenv("USER_POOL_CLIENT_ID", "client")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", table_name)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Tasklake")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("_srcfile", "logThreads", "logProcesses", "logMultiprocessing", "logAsyncioTasks"):
        monkeypatch.setattr(logging, name, getattr(logging, name))
    yield lambda: HttpApi(importlib.import_module("tasklake_api.handler").handler)
    del sys.modules["tasklake_api.handler"]
    gc.unfreeze()


def test_the_handler_answers_and_logs(
    load: Callable[[], HttpApi], capsys: pytest.CaptureFixture[str]
) -> None:
    api = load()
    api.post("/v1/users", ADA, {"name": "Ada"})
    created = api.post("/v1/tasks", ADA, {"title": "Ship", "due_date": "2026-12-01"})
    assert api.get(created.location, ADA).json["title"] == "Ship"
    assert api.get("/v1/tasks?sort=due", ADA).json["items"] == [created.json]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["route"], line["status"], line["cold_start"]) for line in lines] == [
        ("/v1/users", 201, True),
        ("/v1/tasks", 201, False),
        ("/v1/tasks/{task_id}", 200, False),
        ("/v1/tasks", 200, False),
    ]
    assert all({"_aws", "consumed_read_units", "consumed_write_units"} <= line.keys() for line in lines)
    assert gc.isenabled()


def test_the_function_loads_nothing_that_only_its_developers_need() -> None:
    program = "import sys, tasklake_api.bootstrap; print(*{name.partition('.')[0] for name in sys.modules})"
    printed = subprocess.check_output(
        [sys.executable, "-c", program], text=True
    )  # this interpreter, the text above
    loaded = set(printed.split())
    assert loaded.isdisjoint(
        {"boto3", "email_validator", "hypothesis", "moto", "pyarrow", "requests", "yaml"}
    )
    assert {"botocore", "pydantic", "aws_lambda_powertools"} <= loaded
