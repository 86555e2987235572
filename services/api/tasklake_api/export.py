"""All that is stored of a user, for that user and for admins."""

from aws_lambda_powertools.event_handler import Response

from tasklake.repository import TaskRepository
from tasklake_api.cursors import export_cursor, export_position
from tasklake_api.request import Request
from tasklake_api.responses import json_response


class ExportEndpoints:
    def __init__(self, tasks: TaskRepository) -> None:
        self._tasks = tasks

    def export(self, request: Request, user_id: str) -> Response[str]:
        # Few requests need it, and all cold starts would pay for it.
        from tasklake_api.export_wire import ExportParameters, exported  # noqa: PLC0415

        user_id = request.caller.user_at(user_id)
        parameters = request.query(ExportParameters)
        after = None if parameters.cursor is None else export_position(parameters.cursor, user_id)
        page = self._tasks.export(user_id, limit=parameters.limit, after=after)
        return json_response(
            {
                "items": [exported(stored) for stored in page.items],
                "next_cursor": export_cursor(page.next, user_id) if page.next else None,
            }
        )
