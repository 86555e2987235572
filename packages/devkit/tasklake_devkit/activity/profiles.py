"""The users of the API that stand for the actors of an activity."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus

from rich.progress import Progress

from tasklake_devkit.activity.callers import Caller, SignUp, actor_email
from tasklake_devkit.activity.client import ApiClient


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
