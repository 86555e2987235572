"""A route that is on its way out says so, in its answers and in the document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasklake_api import app, routes
from tasklake_api.deprecation import NOTICE, Deprecation
from tasklake_api_document import document
from tests.integration.api.http_api import HttpApi, Token

SINCE = datetime(2026, 12, 1, tzinfo=UTC)
LEAVING = Deprecation(since=SINCE, sunset=SINCE + NOTICE, page="https://example.com/labels")
HEADERS = {
    "Deprecation": "@1796083200",
    "Sunset": "Sun, 30 May 2027 00:00:00 GMT",
    "Link": '<https://example.com/labels>; rel="deprecation", <https://example.com/labels>; rel="sunset"',
}
DEPRECATED = {
    ("GET", "/v1/tasks/{task_id}"): (LEAVING,),
    ("GET", "/v1/tasks"): (replace(LEAVING, parameter="category"),),
}


@pytest.fixture(autouse=True)
def _deprecated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route, and a parameter of another; of the real ones there are none today."""
    changed = [
        replace(route, deprecations=DEPRECATED.get((route.method, route.path), ())) for route in routes.SERVED
    ]
    monkeypatch.setattr(app, "SERVED", changed)
    monkeypatch.setattr(document, "ROUTES", changed[: len(routes.ROUTES)])


@pytest.mark.parametrize(
    ("target", "status", "is_told"),
    [
        ("/v1/tasks/0190a0a0-0000-7000-8000-000000000000", 404, True),
        ("/v1/tasks?category=home", 200, True),
        ("/v1/tasks?category=home&limit=0", 400, True),
        ("/v1/tasks?limit=5", 200, False),
        ("/v1/users/me", 200, False),
    ],
)
def test_every_answer_that_it_concerns_says_so(
    *, api: HttpApi, ada: Token, target: str, status: int, is_told: bool
) -> None:
    answer = api.get(target, ada)
    assert answer.status == status
    told = {name: value for name, value in answer.headers.items() if name in HEADERS}
    assert told == (HEADERS if is_told else {})


def test_the_document_says_so() -> None:
    paths = document.openapi_document()["paths"]
    assert paths["/v1/tasks/{task_id}"]["get"]["deprecated"]
    parameters = paths["/v1/tasks"]["get"]["parameters"]
    assert [each["name"] for each in parameters if each.get("deprecated")] == ["category"]
    assert "deprecated" not in paths["/v1/tasks"]["get"]
    for path in ("/v1/tasks/{task_id}", "/v1/tasks"):
        for answer in paths[path]["get"]["responses"].values():
            declared = answer["headers"].items()
            assert {name: header["example"] for name, header in declared if name in HEADERS} == HEADERS
    assert "Sunset" not in str(paths["/v1/users"])


def test_clients_have_their_time() -> None:
    with pytest.raises(ValueError, match="Clients have 180 days: set sunset to 2027-05-30"):
        replace(LEAVING, sunset=LEAVING.sunset - timedelta(seconds=1))
