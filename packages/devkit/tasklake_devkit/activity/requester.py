"""The users in whose names steps are requested, the request that stands for a step, and what its answer must be."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPMethod, HTTPStatus
from typing import Final, NamedTuple

from rich.progress import Progress

from tasklake_devkit.activity.callers import Caller, SignUp, actor_email
from tasklake_devkit.activity.client import Answer, ApiClient
from tasklake_devkit.activity.errors import ApiError, ReplayError
from tasklake_devkit.activity.mapping import Incarnation, Step
from tasklake_devkit.activity.row import Op

_REQUESTS: Final = {
    Op.CREATE: (HTTPMethod.POST, HTTPStatus.CREATED),
    Op.UPDATE: (HTTPMethod.PATCH, HTTPStatus.OK),
    Op.DELETE: (HTTPMethod.DELETE, HTTPStatus.NO_CONTENT),
}


class TaskVersion(NamedTuple):
    """A change of a task, known by the version it made."""

    task_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Profile:
    caller: Caller
    user_id: str


def open_profiles(
    client: ApiClient, sign_up: SignUp, actors: Collection[str], *, threads: int, progress: Progress
) -> Mapping[str, Profile]:
    """Sign every actor up and see to their profiles; those of an earlier replay are taken over.

    Raises:
        ApiError: The API refused to create a profile.
    """

    def open_one(actor: str) -> Profile:
        return open_profile(client, sign_up, actor)

    pool = ThreadPoolExecutor(threads)
    try:
        opened = progress.track(pool.map(open_one, actors), total=len(actors), description="Signing up")
        return dict(zip(actors, opened, strict=True))
    finally:
        # After a failure or Ctrl-C nobody waits for those that have not begun.
        pool.shutdown(cancel_futures=True)


def open_profile(client: ApiClient, sign_up: SignUp, actor: str) -> Profile:
    caller = Caller(sign_up, actor_email(actor))
    answer = client.send(caller, "POST", "/v1/users", body={"name": actor})
    if answer.status == HTTPStatus.CONFLICT:
        answer = client.send(caller, "GET", "/v1/users/me")
    if answer.status not in {HTTPStatus.CREATED, HTTPStatus.OK}:
        raise answer.refused("the profile of a new or an earlier user")
    return Profile(caller, answer.field("id", str))


class StepRequester:
    """Sends the requests of steps; threads may share it as long as each object is in one hand at a time.

    Attributes:
        answers: The answer to each change, without its body.
        task_ids: The task made for each incarnation of an object.
        created_at: When each of these was made, by the API's clock.
    """

    def __init__(self, client: ApiClient, profiles: Mapping[str, Profile], admin: Caller) -> None:
        self.answers: dict[TaskVersion, Answer] = {}
        self.task_ids: dict[Incarnation, str] = {}
        self.created_at: dict[Incarnation, datetime] = {}
        self._etags: dict[Incarnation, str | None] = {}
        self._client = client
        self._profiles = profiles
        self._admin = admin

    def perform(self, step: Step) -> None:
        """Send the step's request with the ETag of its task's last answer, and keep the answer.

        Raises:
            ReplayError: No answer came, or one with another status or version than the step makes.
        """
        try:
            self._keep(step, self._send(step))
        except ApiError as error:
            row = step.activity
            raise ReplayError(row.line, f"{row.op} of {row.object} by {row.actor}", error) from error

    def _send(self, step: Step) -> Answer:
        method, expected = _REQUESTS[step.activity.op]
        caller, path = self._route(step)
        answer = self._client.send(caller, method, path, body=step.body, if_match=self._etags.get(step.task))
        if answer.maybe_applied and answer.status == HTTPStatus.PRECONDITION_FAILED:
            # The attempt whose answer was lost may be the one that moved the version on.
            answer = replace(self._client.send(caller, HTTPMethod.GET, path), repeats=answer.repeats)
        if answer.status != expected:
            raise answer.refused(str(expected.value))
        return answer

    def _route(self, step: Step) -> tuple[Caller, str]:
        owner = self._profiles[step.owner]
        if step.is_by_owner:
            caller, tasks = owner.caller, "/v1/tasks"
        else:
            caller, tasks = self._admin, f"/v1/users/{owner.user_id}/tasks"
        return caller, tasks if step.activity.op is Op.CREATE else f"{tasks}/{self.task_ids[step.task]}"

    def _keep(self, step: Step, answer: Answer) -> None:
        if step.activity.op is Op.CREATE:
            self.task_ids[step.task] = answer.field("id", str)
            self.created_at[step.task] = datetime.fromisoformat(answer.field("created_at", str))
        if step.state is not None and answer.field("version", int) != step.version:
            raise answer.refused(f"version {step.version}")
        if step.state is not None and answer.etag is None:
            raise answer.refused("an ETag header")
        self._etags[step.task] = answer.etag
        self.answers[TaskVersion(self.task_ids[step.task], step.version)] = replace(answer, content=b"")
