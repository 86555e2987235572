"""Replaying an activity through the HTTP API, several clients at once."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from rich.progress import Progress

from tasklake_devkit.activity.callers import ADMIN_EMAIL, Caller, SignUp
from tasklake_devkit.activity.client import ApiClient
from tasklake_devkit.activity.mapping import Incarnation, Step
from tasklake_devkit.activity.requester import StepRequester, TaskVersion, open_profiles
from tasklake_devkit.activity.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """What the API was asked and answered.

    Attributes:
        rows_skipped: Rows that no answered request stands for.
        seconds: From the first row's request to the last answer.
        latencies: Seconds that the request of each row took, repeats included.
        repeats: Requests sent again after a 429, a 503 or a lost connection.
        answered_at: When each change was answered, on the monotonic clock.
        task_ids: The task made for each incarnation of an object.
        user_ids: The user of each actor.
        first_created_at: When the first task was created, by the API's clock.
    """

    rows_skipped: int
    seconds: float
    latencies: Sequence[float]
    repeats: int
    answered_at: Mapping[TaskVersion, float]
    task_ids: Mapping[Incarnation, str]
    user_ids: Mapping[str, str]
    first_created_at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """The tasks that a replay's users have from its first one on; older tasks of the same users stay out.

    Attributes:
        since: When the first task was created, by the API's clock.
        actors: The actor whom each user stands for.
        incarnations: The incarnation of an object that each task stands for.
    """

    since: datetime
    actors: Mapping[str, str]
    incarnations: Mapping[str, Incarnation]

    @classmethod
    def of(cls, result: ReplayResult) -> Self:
        return cls(
            since=result.first_created_at,
            actors={user_id: actor for actor, user_id in result.user_ids.items()},
            incarnations={task_id: task for task, task_id in result.task_ids.items()},
        )

    def name_of_user(self, user_id: str) -> str:
        return self.actors.get(user_id, f"unknown user {user_id}")

    def name_of_task(self, task_id: str) -> str:
        return str(self.incarnations.get(task_id, f"unknown task {task_id}"))


def replay(
    steps: Sequence[Step],
    *,
    api_url: str,
    sign_up: SignUp,
    clients: int = 8,
    progress: Progress,
    answered: Callable[[], None] = lambda: None,
) -> ReplayResult:
    """Sign up the actors and an admin, then send a request for every step.

    The steps of one object follow each other; every update and delete carries If-Match with the ETag of the
    answer before it. A create whose answer was lost is repeated and may leave a second task.

    Args:
        steps: The steps in the order of the file.
        api_url: The API, without a path.
        sign_up: Signs up actors and the admin.
        clients: Requests under way at once.
        progress: Shows how many rows are answered.
        answered: Called after each answered row, by several threads.

    Raises:
        ReplayError: A row was not answered as it should be.
        ApiError: The profile of an actor could not be created.
    """
    actors = dict.fromkeys(step.activity.actor for step in steps)
    with closing(ApiClient(api_url, connections=clients)) as client:
        profiles = open_profiles(client, sign_up, actors, threads=clients, progress=progress)
        requester = StepRequester(client, profiles, Caller(sign_up, ADMIN_EMAIL, admin=True))
        bar = progress.add_task("Replaying", total=len(steps))

        def advance() -> None:
            progress.advance(bar)
            answered()

        started = time.monotonic()
        _work_off(Schedule(steps), requester.perform, advance, threads=clients)
        seconds = time.monotonic() - started
    answers = requester.answers
    return ReplayResult(
        rows_skipped=len(steps) - len(answers),
        seconds=seconds,
        latencies=[answer.seconds for answer in answers.values()],
        repeats=sum(answer.repeats for answer in answers.values()),
        answered_at={version: answer.received_at for version, answer in answers.items()},
        task_ids=requester.task_ids,
        user_ids={actor: profile.user_id for actor, profile in profiles.items()},
        first_created_at=min(requester.created_at.values()),
    )


def _work_off(
    schedule: Schedule, perform: Callable[[Step], None], advance: Callable[[], None], *, threads: int
) -> None:
    def work() -> None:
        try:
            while step := schedule.take():
                perform(step)
                schedule.finish(step)
                advance()
        finally:
            schedule.stop()  # the first thread that fails ends the work of all

    with ThreadPoolExecutor(threads) as pool:
        try:
            for worker in as_completed([pool.submit(work) for _ in range(threads)]):
                worker.result()
        finally:
            schedule.stop()
