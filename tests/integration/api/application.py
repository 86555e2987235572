"""The function's application over some repositories, as the gateway calls it."""

from typing import Final

from tasklake.repository import TaskRepository, UserRepository
from tasklake_api.app import create_app
from tasklake_api.documentation import Documentation, SignInPage
from tasklake_api.rate_limit import RateLimiter
from tasklake_api.request_log import RequestLog
from tests.integration.api.http_api import HttpApi

WITHOUT_FILES: Final = Documentation(SignInPage("https://sign-in.test", "client"))
"""The documentation, whose files only their own tests read."""


def api_over(
    users: UserRepository,
    tasks: TaskRepository,
    log: RequestLog,
    *,
    documentation: Documentation = WITHOUT_FILES,
    per_second: int = 10_000,
    burst: int = 10_000,
    has_delta_sync: bool = True,
) -> HttpApi:
    limiter = RateLimiter(per_second=per_second, burst=burst)
    app = create_app(users, tasks, documentation, log, limiter, has_delta_sync=has_delta_sync)
    return HttpApi(app.resolve)
