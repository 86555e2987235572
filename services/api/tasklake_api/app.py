"""The application: each route behind the Powertools resolver, each request identified, answered and logged."""

import time
from collections.abc import Callable, Iterable

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from tasklake.repository import TaskRepository, UserRepository
from tasklake_api.deprecation import notice
from tasklake_api.documentation import Documentation
from tasklake_api.error_mapping import problem_of
from tasklake_api.export import ExportEndpoints
from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.rate_limit import RateLimiter
from tasklake_api.request import Request
from tasklake_api.request_log import RequestLog
from tasklake_api.responses import ALWAYS, no_content, problem_response, without_body
from tasklake_api.routes import SERVED, Endpoints, Route, methods_of
from tasklake_api.tasks import TaskEndpoints
from tasklake_api.users import UserEndpoints


def create_app(
    users: UserRepository,
    tasks: TaskRepository,
    documentation: Documentation,
    log: RequestLog,
    limiter: RateLimiter,
    *,
    has_delta_sync: bool,
) -> APIGatewayHttpResolver:
    # Debugging would print whole events, personal data and all.
    app = APIGatewayHttpResolver(debug=False)
    endpoints = Endpoints(
        UserEndpoints(users),
        TaskEndpoints(tasks, has_delta_sync=has_delta_sync),
        ExportEndpoints(tasks),
        documentation,
    )

    def serve(route: Route) -> Callable[..., Response[str]]:
        def respond(**path_parameters: str) -> Response[str]:
            request = Request(app.current_event)
            # No authorizer stands before the gateway's route of last resort.
            if not request.has_route:
                return unrouted(request)

            def answer() -> Response[str]:
                if route.needs_token:
                    limiter.admit(request.require_token())
                return route.answer(endpoints, request, **path_parameters)

            response = exchange(request, route.path, answer, log)
            if route.deprecations:
                response.headers |= notice(route.deprecations, request.parameter_names)
            return response

        return respond

    def unrouted(request: Request) -> Response[str]:
        return exchange(request, None, lambda: without_route(request, SERVED), log)

    def refuse(_: NotFoundError) -> Response[str]:
        return unrouted(Request(app.current_event))

    for route in SERVED:
        app.route(route.rule, route.method)(serve(route))
    app.exception_handler(NotFoundError)(refuse)
    return app


def exchange(
    request: Request, route: str | None, answer: Callable[[], Response[str]], log: RequestLog
) -> Response[str]:
    """Answer a request whatever happens, and log it once."""
    started = time.perf_counter()
    problem: ProblemError | None = None
    error: Exception | None = None
    try:
        response = answer()
    except Exception as raised:  # noqa: BLE001  # the edge of the function: beyond it an error has no shape
        problem, error = problem_of(raised), raised
        response = problem_response(problem, request.id)
    if request.method == "HEAD":
        response = without_body(response)
    response.headers |= {**ALWAYS, "x-request-id": request.id}
    log.write(
        request,
        route=route,
        status=response.status_code,
        seconds=time.perf_counter() - started,
        problem=problem.type if problem else None,
        error=error,
    )
    return response


def without_route(request: Request, routes: Iterable[Route]) -> Response[str]:
    """Say of OPTIONS which methods a path has; that is what a browser asks first.

    Raises:
        ProblemError: The path has no route, or none for any other method.
    """
    methods = methods_of(request.path, routes)
    # The resolver takes fewer characters for a parameter than a path may hold: then the method is there all the same.
    if not methods or request.method in methods:
        raise ProblemError(ProblemType.ROUTE_NOT_FOUND, "No route of this API has this path.")
    allowed = ", ".join(sorted((*methods, "OPTIONS")))
    if request.method == "OPTIONS":
        return no_content({"Allow": allowed})
    raise ProblemError(
        ProblemType.METHOD_NOT_ALLOWED,
        f"{request.method} is not among the methods of this path: {allowed}.",
        headers={"Allow": allowed},
    )
