import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tasklake_api.problems import ProblemType
from tasklake_api.routes import ROUTES
from tasklake_api_document import openapi_document, openapi_text
from tasklake_api_document.compatibility import breaking_changes
from tasklake_api_document.files import RELEASED, SERVED, is_current, read_document

DOCUMENT = openapi_document()
COMPONENTS = DOCUMENT["components"]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def followed(node: dict[str, Any]) -> dict[str, Any]:
    found: Any = node
    if "$ref" in node:
        found = DOCUMENT
        for segment in node["$ref"].removeprefix("#/").split("/"):
            found = found[segment]
    return found


def shown(holder: dict[str, Any]) -> Iterator[object]:
    """Yield the values of all examples of a parameter, header or media type."""
    if "example" in holder:
        yield holder["example"]
    for example in holder.get("examples", {}).values():
        yield followed(example)["value"]
    yield from holder["schema"].get("examples", ())


def with_examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, parameter in COMPONENTS["parameters"].items():
        yield name, parameter
    for name, header in COMPONENTS["headers"].items():
        yield name, header
    for method, path, operation in operations():
        for parameter in operation.get("parameters", []):
            yield f"{method} {path}", followed(parameter)
        for body in [operation.get("requestBody", {}), *map(followed, operation["responses"].values())]:
            for media_type, content in body.get("content", {}).items():
                yield f"{method} {path} {media_type}", content


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)


def test_the_file_that_is_served_is_current() -> None:
    assert is_current(SERVED, openapi_text()), "run `make docs` and commit"


def test_clients_of_the_released_document_are_served() -> None:
    assert [str(each) for each in breaking_changes(read_document(RELEASED), DOCUMENT)] == []


def test_every_route_is_described() -> None:
    described = {(method, path) for method, path, _ in operations()}
    assert described == {(route.method, route.path) for route in ROUTES}
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)


def test_the_routes_without_token_are_those_of_the_function() -> None:
    public = {(method, path) for method, path, operation in operations() if operation.get("security") == []}
    assert public == {(route.method, route.path) for route in ROUTES if not route.needs_token}


def test_every_example_fits_its_schema() -> None:
    count = 0
    for place, holder in with_examples():
        schema = {**holder["schema"], "components": COMPONENTS}
        validator = OAS31Validator(schema, format_checker=OAS31Validator.FORMAT_CHECKER)
        for value in shown(holder):
            count += 1
            assert not list(validator.iter_errors(value)), place
    assert count > 100


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("TaskCreate", {"title": " "}),
        ("TaskCreate", {"title": "x" * 201}),
        ("TaskCreate", {"title": "x", "owner": "someone"}),
        ("TaskPatch", {"title": None}),
        ("TaskPatch", {"status": "done"}),
        ("TaskBatch", {"operations": None}),
        ("TaskBatch", {"operations": [{"op": "delete"}]}),
        ("TaskBatch", {"operations": [{"op": "delete", "id": "me"}]}),
        ("UserCreate", {"name": "Ada", "email": "ada@example.com"}),
        ("Task", {"id": "x"}),
    ],
)
def test_a_schema_refuses_what_the_function_refuses(schema: str, value: object) -> None:
    assert not OAS31Validator({**COMPONENTS["schemas"][schema], "components": COMPONENTS}).is_valid(value)


def test_every_problem_of_an_existing_path_is_an_answer_of_some_operation() -> None:
    documented = {
        slug
        for answer in COMPONENTS["responses"].values()
        for slug in answer["content"].get("application/problem+json", {}).get("examples", ())
    }
    # An operation has its method by definition.
    assert documented == {each.slug for each in ProblemType} - {"method-not-allowed"}


def test_a_problem_stands_under_its_own_status() -> None:
    statuses = {each.slug: str(int(each.status)) for each in ProblemType}
    for _, _, operation in operations():
        for status, answer in operation["responses"].items():
            content = followed(answer).get("content", {}).get("application/problem+json", {})
            for slug in content.get("examples", ()):
                assert statuses[slug] == status
                assert COMPONENTS["examples"][slug]["value"]["status"] == int(status)


def links_from(operation_id: str) -> dict[str, dict[str, str]]:
    """Return what each link of an operation's answers gives, by the operation that it leads to."""
    return {
        f"{link['operationId']} {name}": link["parameters"]
        for _, _, operation in operations()
        if operation["operationId"] == operation_id
        for answer in operation["responses"].values()
        for name, link in followed(answer).get("links", {}).items()
    }


def test_a_link_fills_the_path_and_only_parameters_that_there_are() -> None:
    targets = {operation["operationId"]: (path, operation) for _, path, operation in operations()}
    for operation_id in targets:
        for link, given in links_from(operation_id).items():
            path, target = targets[link.partition(" ")[0]]
            assert set(re.findall(r"\{(\w+)\}", path)) <= set(given)
            assert set(given) <= {followed(parameter)["name"] for parameter in target["parameters"]}


@pytest.mark.parametrize("operation_id", ["createTask", "getTask", "updateTask"])
def test_whoever_has_a_task_can_go_on_with_this_version_of_it(operation_id: str) -> None:
    task, tag = {"task_id": "$response.body#/id"}, "$response.header.ETag"
    assert links_from(operation_id) == {
        "getTask get": task,
        "getTask refresh": task | {"If-None-Match": tag},
        "updateTask update": task | {"If-Match": tag},
        "deleteTask delete": task | {"If-Match": tag},
    }


def test_tasks_of_a_user_and_profiles_have_links_too() -> None:
    task_of_user = {"user_id": "$response.body#/user_id", "task_id": "$response.body#/id"}
    assert links_from("createUserTask")["getUserTask get"] == task_of_user
    user = {"user_id": "$response.body#/id"}
    assert links_from("createUser")["getUser get"] == user
    assert links_from("getUser")["createUserTask createUserTask"] == user


def test_an_unused_component_is_left_out() -> None:
    text = openapi_text()
    unused = [
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "parameters", "headers", "responses")
        for name in COMPONENTS[kind]
        if f'"#/components/{kind}/{name}"' not in text
    ]
    assert unused == []
