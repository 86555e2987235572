"""Tasks of the caller, or of the user in the path for an admin and for that user."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from aws_lambda_powertools.event_handler import Response

from tasklake.errors import TaskNotFoundError, UserNotFoundError
from tasklake.models import create_task, utc_now
from tasklake.repository import TaskQuery, TaskRepository
from tasklake.repository.lists import BY_UPDATE
from tasklake_api.bodies import JSON, MERGE_PATCH
from tasklake_api.cursors import change_cursor, change_position, task_cursor, task_position
from tasklake_api.idempotency import idempotency_key, key_text
from tasklake_api.identity import is_canonical_uuid
from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.request import Request
from tasklake_api.responses import (
    REPLAYED,
    conditional_representation,
    created,
    json_response,
    no_content,
    representation,
)
from tasklake_api.task_wire import (
    SEVERAL,
    TASK_CREATE,
    TASK_PATCH,
    ChangeListParameters,
    TaskListParameters,
    change_representation,
    task_representation,
)

DELTA_SYNC_IS_OFF: Final = "This stack keeps no index of tasks by last change: its setting delta_sync is off."


class TaskEndpoints:
    def __init__(self, tasks: TaskRepository, *, has_delta_sync: bool) -> None:
        self._tasks = tasks
        self._has_delta_sync = has_delta_sync

    def create(self, request: Request, user_id: str | None = None) -> Response[str]:
        owner = request.caller.user_at(user_id)
        text = key_text(request.headers)
        body = request.body(TASK_CREATE)
        key = idempotency_key(text, request.method, owner, body) if text else None
        task = create_task(user_id=owner, now=utc_now(), request_id=request.id, **dict(body))
        with profile_asked_for(request, owner):
            added = self._tasks.add(task, key=key)
        collection = "tasks" if user_id is None else f"../{owner}/tasks"
        return created(
            task_representation(added),
            f"{collection}/{added.id}",
            added.revision,
            is_replay=added.id != task.id,
        )

    def batch(self, request: Request, user_id: str | None = None) -> Response[str]:
        # Its forms are a hundredth of a cold start, which most requests would pay for nothing.
        from tasklake_api.task_batch_wire import TASK_BATCH, batch_result, operations_of  # noqa: PLC0415

        owner = request.caller.user_at(user_id)
        text = key_text(request.headers)
        body = request.body(TASK_BATCH)
        key = idempotency_key(text, request.method, owner, body) if text else None
        operations = operations_of(body, owner, request.id)
        with profile_asked_for(request, owner):
            answer = self._tasks.apply(owner, operations, request_id=request.id, key=key)
        return json_response(
            {"results": [batch_result(outcome) for outcome in answer.outcomes]},
            REPLAYED if answer.is_replay else None,
        )

    def list(self, request: Request, user_id: str | None = None) -> Response[str]:
        owner = request.caller.user_at(user_id)
        parameters = request.query(TaskListParameters, several=SEVERAL)
        query = parameters.query
        if query.sort.order is BY_UPDATE and not self._has_delta_sync:
            raise ProblemError(ProblemType.NOT_ENABLED, f"{DELTA_SYNC_IS_OFF} Choose another sort.")
        require_possible_range(query)
        after = None if parameters.cursor is None else task_position(parameters.cursor, query)
        page = self._tasks.list_for_user(owner, query, limit=parameters.limit, after=after)
        return json_response(
            {
                "items": [task_representation(task) for task in page.items],
                "next_cursor": task_cursor(page.next, query) if page.next else None,
            }
        )

    def list_changes(self, request: Request, user_id: str | None = None) -> Response[str]:
        owner = request.caller.user_at(user_id)
        parameters = request.query(ChangeListParameters)
        if not self._has_delta_sync:
            raise ProblemError(ProblemType.NOT_ENABLED, f"{DELTA_SYNC_IS_OFF} List the tasks instead.")
        after = None if parameters.cursor is None else change_position(parameters.cursor, owner)
        page = self._tasks.list_changes(owner, limit=parameters.limit, after=after)
        return json_response(
            {
                "items": [change_representation(change) for change in page.items],
                "next_cursor": change_cursor(page.next, owner),
                "has_more": page.has_more,
            }
        )

    def get(self, request: Request, task_id: str, user_id: str | None = None) -> Response[str]:
        owner = request.caller.user_at(user_id)
        preconditions = request.preconditions
        task = self._tasks.get(owner, known_form(task_id))
        return conditional_representation(task_representation(task), task.revision, preconditions)

    def update(self, request: Request, task_id: str, user_id: str | None = None) -> Response[str]:
        owner = request.caller.user_at(user_id)
        task_id = known_form(task_id)
        preconditions = request.preconditions
        changes = request.body(TASK_PATCH, (MERGE_PATCH, JSON))
        if changes:
            task = self._tasks.update(
                owner,
                task_id,
                changes,
                request_id=request.id,
                expected=preconditions.expected_revision(lambda: self._tasks.get(owner, task_id).revision),
            )
        else:
            task = self._tasks.get(owner, task_id)
            preconditions.check_write(task.revision)
        return representation(task_representation(task), task.revision)

    def remove(self, request: Request, task_id: str, user_id: str | None = None) -> Response[str]:
        owner = request.caller.user_at(user_id)
        task_id = known_form(task_id)
        expected_revision = request.preconditions.expected_revision(
            lambda: self._tasks.get(owner, task_id).revision
        )
        self._tasks.remove(owner, task_id, request_id=request.id, expected=expected_revision)
        return no_content()


@contextmanager
def profile_asked_for(request: Request, owner: str) -> Generator[None]:
    """Tell callers without a profile what to do."""
    try:
        yield
    except UserNotFoundError:
        if owner != request.caller.user_id:
            raise
        raise ProblemError(
            ProblemType.PROFILE_REQUIRED, "Create your profile first, with POST /v1/users."
        ) from None


def known_form(task_id: str) -> str:
    """Return an id that a task can have.

    Raises:
        TaskNotFoundError: None can have it; the table need not be asked.
    """
    if not is_canonical_uuid(task_id):
        raise TaskNotFoundError(task_id)
    return task_id


def require_possible_range(query: TaskQuery) -> None:
    if query.crossed_bounds:
        before, after = query.crossed_bounds
        detail = f"{before} lies before {after}."
        raise ProblemError(
            ProblemType.INVALID_PARAMETER, detail, errors=[{"detail": detail, "parameter": before}]
        )
