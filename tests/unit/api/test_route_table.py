import re
from pathlib import Path

from tasklake_api.routes import ROUTES, SERVED, methods_of

API_REFERENCE = Path(__file__).parents[3] / "docs" / "api.md"


def test_no_route_is_there_twice() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


def test_a_path_knows_its_methods() -> None:
    assert methods_of("/v1/tasks/1", SERVED) == ["DELETE", "GET", "HEAD", "PATCH"]
    assert methods_of("/v1/users/me/tasks", SERVED) == ["GET", "HEAD", "POST"]
    assert methods_of("/v1/tasks/1/2", SERVED) == []


def test_the_reference_lists_every_route() -> None:
    rows = re.findall(r"^\| `([A-Z]+) (/\S*)` \|", API_REFERENCE.read_text(), re.MULTILINE)
    assert rows == [(route.method, route.path) for route in ROUTES]
