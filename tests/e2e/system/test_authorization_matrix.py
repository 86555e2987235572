"""Every route for every caller, held against authorization_matrix.csv."""

import csv
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tasklake.items import item_from_task
from tasklake_devkit.local_system import LocalSystem
from tests.e2e.system.callers import Caller, Standing, callers, standing_callers
from tests.e2e.system.client import Client
from tests.integration.user_erasure.erasing_system import new_task

type Row = dict[str, str]

REQUESTS_AT_ONCE = 2
"""Each one more starts one more execution environment, which takes longer than it saves."""

with Path(__file__).with_name("authorization_matrix.csv").open(encoding="utf-8") as file:
    MATRIX: list[Row] = [*csv.DictReader(file)]


@pytest.fixture(scope="module")
def document(system: LocalSystem) -> dict[str, Any]:
    """The OpenAPI document that the system serves."""
    return urllib3.request("GET", f"{system.outputs.api_url}/openapi.json", timeout=30).json()


@pytest.fixture(scope="module")
def standing(
    system: LocalSystem, sign_up: Callable[..., Client], eventually: Callable[..., None]
) -> Iterator[Standing]:
    with standing_callers(system, sign_up, eventually) as standing:
        yield standing


def answer_of(system: LocalSystem, route: str, caller: Caller) -> str:
    """Return the status, and the problem where the function answers with one."""
    method, path = route.split(" ")
    task = new_task(caller.user_id)
    if "{task_id}" in path and caller.has_tasks:
        dynamodb, table = system.session.client("dynamodb"), system.outputs.table_name
        dynamodb.put_item(TableName=table, Item=item_from_task(task))
    body: dict[str, object] = {"title": "Theirs"} if "/tasks" in path else {"name": "Grace"}
    if path.endswith("/batch"):
        body = {"operations": [{"op": "create", "task": body}]}
    answer = urllib3.request(
        method,
        system.outputs.api_url + path.format(user_id=caller.user_id, task_id=task.id, file="docs.js"),
        json=body if method in ("POST", "PATCH") else None,
        headers={} if caller.token is None else {"authorization": f"Bearer {caller.token}"},
        timeout=30,
        retries=False,
    )
    if method == "HEAD" or answer.headers["content-type"] != "application/problem+json":
        return str(answer.status)
    return f"{answer.status} {answer.json()['type'].removeprefix('urn:tasklake:problem:')}"


def statuses(system: LocalSystem, route: str, everybody: Mapping[str, Caller]) -> dict[str, str]:
    """Return what each caller gets, by name."""
    with ThreadPoolExecutor(REQUESTS_AT_ONCE) as pool:
        answers = pool.map(partial(answer_of, system, route), everybody.values())
    return dict(zip(everybody, answers, strict=True))


def is_get(row: Row) -> bool:
    return row["route"].startswith("GET ")


def operations(document: dict[str, Any]) -> dict[str, Any]:
    """Return the operations of a document by their routes."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_has_a_row(document: dict[str, Any]) -> None:
    assert sorted(row["route"] for row in MATRIX) == sorted(operations(document))


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row["route"])
def test_every_caller_gets_what_the_matrix_says(
    system: LocalSystem, standing: Standing, client: Client, document: dict[str, Any], row: Row
) -> None:
    route = row["route"]
    answered = statuses(system, route, callers(system, standing, client))
    assert {"route": route} | answered == row
    documented = operations(document)[route]["responses"].keys()
    assert {answer.partition(" ")[0] for answer in answered.values()} <= documented


@pytest.mark.parametrize("row", [row for row in MATRIX if is_get(row)], ids=lambda row: row["route"])
def test_head_asks_for_the_token_that_get_asks_for(
    system: LocalSystem, standing: Standing, client: Client, row: Row
) -> None:
    answered = statuses(system, row["route"].replace("GET", "HEAD"), callers(system, standing, client))
    assert answered == {caller: row[caller].partition(" ")[0] for caller in answered}
