"""Every route of the API, as data: the function serves it, the document tells of it, the gateway is held against it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from aws_lambda_powertools.event_handler import Response

from tasklake_api.deprecation import Deprecation
from tasklake_api.documentation import Documentation
from tasklake_api.export import ExportEndpoints
from tasklake_api.idempotency import key_text
from tasklake_api.request import Request
from tasklake_api.responses import json_response
from tasklake_api.tasks import TaskEndpoints
from tasklake_api.users import UserEndpoints
from tasklake_api.wire import NoParameters


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What answers the requests of one application."""

    users: UserEndpoints
    tasks: TaskEndpoints
    export: ExportEndpoints
    documentation: Documentation


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path.

    Attributes:
        method: The HTTP method.
        path: The template as API Gateway writes it, such as `/v1/tasks/{task_id}`.
        endpoint: Picks what answers a request; that takes the path's parameters by name.
        needs_token: Whether the gateway lets a request through only with a verified token.
        takes_query: Whether query parameters are left to the endpoint; elsewhere all are refused.
        reserved: What the last parameter is not, since a path of its own ends so.
        deprecations: What of it is on its way out; every answer that it concerns says so.
    """

    method: str
    path: str
    endpoint: Callable[[Endpoints], Callable[..., Response[str]]]
    needs_token: bool = True
    takes_query: bool = False
    reserved: tuple[str, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()

    @property
    def rule(self) -> str:
        """The template as Powertools writes it: a pattern, to whose end it adds a `$`, which a newline may follow."""
        return self._pattern(lambda name: f"<{name}>") + r"\Z"

    def answer(self, endpoints: Endpoints, request: Request, **path_parameters: str) -> Response[str]:
        if request.has_query and not self.takes_query:
            request.query(NoParameters)
        if self.needs_token:
            # A client that gets it wrong learns so at its first request, not at the first create.
            key_text(request.headers)
        return self.endpoint(endpoints)(request, **path_parameters)

    def has_path(self, path: str) -> bool:
        return re.fullmatch(self._pattern(lambda _: "[^/]+"), path) is not None

    def _pattern(self, parameter: Callable[[str], str]) -> str:
        path = re.escape(self.path)

        def filled(found: re.Match[str]) -> str:
            is_guarded = self.reserved and found.end() == len(path)
            guard = rf"(?!(?:{'|'.join(self.reserved)})\Z)" if is_guarded else ""
            return guard + parameter(found[1])

        return re.sub(r"\\{(\w+)\\}", filled, path)


def health(_: Request) -> Response[str]:
    """Say that the function runs; the table is not asked."""
    return json_response({"status": "ok"})


OWN_PATHS: Final = ("batch", "changes")
"""What stands where a task's id may stand."""

ROUTES: Final = (
    Route("GET", "/health", lambda _: health, needs_token=False),
    Route("GET", "/openapi.json", lambda api: api.documentation.document, needs_token=False),
    Route("GET", "/docs", lambda api: api.documentation.page, needs_token=False),
    # The sign-in page comes back to one of the assets with a code in the query.
    Route("GET", "/docs/{file}", lambda api: api.documentation.asset, needs_token=False, takes_query=True),
    Route("POST", "/v1/users", lambda api: api.users.create),
    Route("GET", "/v1/users", lambda api: api.users.list, takes_query=True),
    Route("GET", "/v1/users/{user_id}", lambda api: api.users.get),
    Route("PATCH", "/v1/users/{user_id}", lambda api: api.users.update),
    Route("DELETE", "/v1/users/{user_id}", lambda api: api.users.erase),
    Route("GET", "/v1/users/{user_id}/export", lambda api: api.export.export, takes_query=True),
    Route("POST", "/v1/tasks", lambda api: api.tasks.create),
    Route("POST", "/v1/tasks/batch", lambda api: api.tasks.batch),
    Route("GET", "/v1/tasks", lambda api: api.tasks.list, takes_query=True),
    Route("GET", "/v1/tasks/changes", lambda api: api.tasks.list_changes, takes_query=True),
    Route("GET", "/v1/tasks/{task_id}", lambda api: api.tasks.get, reserved=OWN_PATHS),
    Route("PATCH", "/v1/tasks/{task_id}", lambda api: api.tasks.update, reserved=OWN_PATHS),
    Route("DELETE", "/v1/tasks/{task_id}", lambda api: api.tasks.remove, reserved=OWN_PATHS),
    Route("POST", "/v1/users/{user_id}/tasks", lambda api: api.tasks.create),
    Route("POST", "/v1/users/{user_id}/tasks/batch", lambda api: api.tasks.batch),
    Route("GET", "/v1/users/{user_id}/tasks", lambda api: api.tasks.list, takes_query=True),
    Route("GET", "/v1/users/{user_id}/tasks/changes", lambda api: api.tasks.list_changes, takes_query=True),
    Route("GET", "/v1/users/{user_id}/tasks/{task_id}", lambda api: api.tasks.get, reserved=OWN_PATHS),
    Route("PATCH", "/v1/users/{user_id}/tasks/{task_id}", lambda api: api.tasks.update, reserved=OWN_PATHS),
    Route("DELETE", "/v1/users/{user_id}/tasks/{task_id}", lambda api: api.tasks.remove, reserved=OWN_PATHS),
)

ALIASES: Final = (Route("GET", "/docs/", lambda api: api.documentation.without_slash, needs_token=False),)
"""What leads to another route; the document leaves it out."""

SERVED: Final = (
    *ROUTES,
    *ALIASES,
    *(replace(route, method="HEAD") for route in (*ROUTES, *ALIASES) if route.method == "GET"),
)
"""All of them, and HEAD wherever GET is (RFC 9110, section 9.3.2)."""


def methods_of(path: str, routes: Iterable[Route]) -> list[str]:
    return sorted(route.method for route in routes if route.has_path(path))
