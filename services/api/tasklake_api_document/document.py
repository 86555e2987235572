"""The OpenAPI document of the API: its routes, what is said about them, and the forms of what goes over the wire."""

import json
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Final, cast

from pydantic import BaseModel

from tasklake_api.documentation import ELSEWHERE, SignInPage
from tasklake_api.routes import ROUTES, Route
from tasklake_api.task_wire import SEVERAL
from tasklake_api_document import headers
from tasklake_api_document.examples import TASK_ID, USER_ID
from tasklake_api_document.field_descriptions import PARAMETERS
from tasklake_api_document.headers import deprecation_headers, header_references
from tasklake_api_document.operation import Answer, Body, Json, Operation, Tag
from tasklake_api_document.problem_answers import (
    ProblemAnswer,
    problem_answers,
    problem_examples,
    problems_of,
)
from tasklake_api_document.schemas import REFERENCE, component_schemas
from tasklake_api_document.service_operations import service_operations
from tasklake_api_document.task_operations import task_operations
from tasklake_api_document.user_operations import user_operations

UUID: Final = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

DESCRIPTION: Final = """\
Users and their tasks. JSON in, JSON out; errors are `application/problem+json` (RFC 9457).

Send a token of the user pool's client as `Authorization: Bearer <token>`, an ID token where a route says so. Create your
profile once, with `POST /v1/users`, before the first task. In a path, `me` stands for your own id.

Unknown fields and unknown query parameters are refused. The `ETag` of an answer stands for the version of its
item, for `If-Match` and `If-None-Match`.

HEAD answers as GET does, without the body, on every path that has GET; it is not listed here.
"""

SCOPES: Final = {"openid": "Who you are", "email": "Your e-mail address"}
POOL: Final = SignInPage(ELSEWHERE, client_id="")
SECURITY_SCHEMES: Final[dict[str, Json]] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An ID or access token of one of the user pool's clients.",
    },
    "signIn": {
        "type": "oauth2",
        "description": "Sign in with PKCE (RFC 7636, S256); clients have no secret. The ID token is what to send. A stack serves "
        "this document with its own addresses.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": POOL.authorization_url,
                "tokenUrl": POOL.token_url,
                "refreshUrl": POOL.token_url,
                "scopes": SCOPES,
            }
        },
        # Swagger UI's: it would send the access token.
        "x-tokenName": "id_token",
    },
}

PATH_PARAMETERS: Final[dict[str, Json]] = {
    "user_id": {
        "description": "The user's id, or `me` for the caller.",
        "schema": {"type": "string", "pattern": f"^(me|{UUID})$"},
        "examples": {"me": {"value": "me"}, "id": {"value": USER_ID}},
    },
    "task_id": {
        "description": "The task's id.",
        "schema": {"type": "string", "format": "uuid", "examples": [TASK_ID]},
    },
    "file": {
        "description": "The file's name.",
        "schema": {"type": "string", "minLength": 1, "examples": ["docs.js"]},
    },
}


def openapi_document() -> Json:
    """Return the document, the same for the same sources."""
    paths: dict[str, Json] = {}
    failures: dict[str, Json] = {}
    operations = task_operations() | user_operations() | service_operations()
    for route in ROUTES:
        operation = operations[route.method, route.path]
        answers = failures_of(route, operation)
        paths.setdefault(route.path, {})[route.method.lower()] = operation_object(route, operation, answers)
        failures |= {answer.name: answer.response for answer in answers}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Tasklake API",
            "version": version("tasklake-api"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        # Relative to where the document is served, so that it is right in every stack.
        "servers": [{"url": ".", "description": "The stack that serves this document"}],
        "security": [{"token": []}, {"signIn": [*SCOPES]}],
        "tags": [{"name": tag.title, "description": tag.description} for tag in Tag],
        "paths": paths,
        "components": {
            "schemas": component_schemas(),
            "parameters": headers.PARAMETERS,
            "headers": headers.HEADERS,
            "responses": {name: failures[name] for name in sorted(failures)},
            "examples": problem_examples(),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def openapi_text() -> str:
    """Return the document as the file has it."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"


def failures_of(route: Route, operation: Operation) -> list[ProblemAnswer]:
    problems = problems_of(operation, needs_token=route.needs_token, has_parameters_in_path="{" in route.path)
    return problem_answers(problems, needs_token=route.needs_token)


def operation_object(route: Route, operation: Operation, failures: Iterable[ProblemAnswer]) -> Json:
    names = re.findall(r"\{(\w+)\}", route.path)
    leaving = {each.parameter for each in route.deprecations}
    parameters = [
        *({"name": name, "in": "path", "required": True, **PATH_PARAMETERS[name]} for name in names),
        *(
            parameter | ({"deprecated": True} if parameter["name"] in leaving else {})
            for parameter in (query_parameters(operation.query) if operation.query else ())
        ),
        *({"$ref": f"#/components/parameters/{name}"} for name in operation.headers),
    ]
    answers = {answer.status: answer_object(answer) for answer in operation.answers}
    if told := deprecation_headers(route.deprecations):
        # What others share cannot say what this route alone does.
        answers |= {answer.status: answer.response for answer in failures}
        answers = {
            status: {**answer, "headers": {**answer.get("headers", {}), **told}}
            for status, answer in answers.items()
        }
    else:
        answers |= {answer.status: {"$ref": f"#/components/responses/{answer.name}"} for answer in failures}
    return {
        "tags": [operation.tag.title],
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        **({"deprecated": True} if None in leaving else {}),
        **({} if route.needs_token else {"security": []}),
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": body_object(operation.body)} if operation.body else {}),
        "responses": {str(int(status)): answer for status, answer in answers.items()},
    }


def query_parameters(form: type[BaseModel]) -> Iterable[Json]:
    schema = form.model_json_schema(ref_template=REFERENCE + "{model}")
    for name, field in cast("dict[str, Json]", schema["properties"]).items():
        # A parameter is sent or it is not; null is how the form says the latter.
        (value,) = [option for option in field.get("anyOf", [field]) if option != {"type": "null"}]
        value = {key: item for key, item in value.items() if key not in ("title", "description")}
        parameter: Json = {"name": name, "in": "query", "description": PARAMETERS[name]}
        if name in SEVERAL:
            # A value alone, as clients of an API send it that took but one, is a list of one; a value repeated counts once.
            several = {"type": "array", "items": value["items"], "minItems": 1}
            yield {
                **parameter,
                "style": "form",
                "explode": False,
                "schema": {"anyOf": [value["items"], several]},
            }
        else:
            yield {**parameter, "schema": value}


def named(examples: Mapping[str, object]) -> Json:
    return {name: {"value": value} for name, value in examples.items()}


def body_object(body: Body) -> Json:
    content = {"schema": {"$ref": REFERENCE + body.schema}, "examples": named(body.examples)}
    return {"required": True, "content": dict.fromkeys(body.media_types, content)}


def answer_object(answer: Answer) -> Json:
    content: Json = {
        media_type: {
            "schema": {"$ref": REFERENCE + schema} if isinstance(schema, str) else schema,
            **({"examples": named(answer.examples)} if answer.examples else {}),
        }
        for media_type, schema in answer.content.items()
    }
    return {
        "description": answer.description,
        "headers": header_references(*answer.headers, "x-request-id"),
        **({"content": content} if content else {}),
        **({"links": answer.links} if answer.links else {}),
    }
