"""A throw-away user's way through the stack: sign in, make a task, see it in the lake, and be erased."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

import urllib3

from tasklake_operations.accounts import Accounts, SignInError
from tasklake_operations.athena import SqlError
from tasklake_operations.doctor.finding import Check, Finding, NotShownError, Problem
from tasklake_operations.doctor.resources import ANSWER_SECONDS, API_FAILED, said
from tasklake_operations.doctor.subject import Subject

ROW_MARGIN_SECONDS: Final = 90
"""Beside the batch window: a cold start, a first retry, Athena."""

ERASURE_SECONDS: Final = 60
POLL_SECONDS: Final = 1.0


@dataclass(slots=True)
class RoundTrip:
    """One user's way.

    Attributes:
        subject: The stack.
        poll_seconds: Between two looks at what is waited for.
    """

    subject: Subject
    poll_seconds: float = POLL_SECONDS
    email: str = field(default_factory=lambda: f"doctor-{uuid4()}@example.com")
    _token: str = field(init=False, default="")
    _may_have_profile: bool = field(init=False, default=False)
    _task_id: str = field(init=False, default="")

    def run(self, tell: Callable[[list[Finding]], None]) -> None:
        """Go the way, and leave nothing behind, however it ends."""
        try:
            for name, page, look in (
                ("sign-in", "the-first-deployment", self._sign_in),
                ("task", API_FAILED, self._make_task),
                ("row", "stream-not-read", self._find_row),
            ):
                tell(Check(name, page, look).findings())
        finally:
            tell(Check("erasure", "erasure-errors", self._leave).findings())

    @property
    def _accounts(self) -> Accounts:
        return Accounts(self.subject.cognito, self.subject.outputs)

    def _sign_in(self) -> Iterator[Problem]:
        try:
            self._token = self._accounts.id_token(self.email)
        except SignInError as error:
            raise NotShownError(str(error)) from error
        except (
            self.subject.cognito.exceptions.InvalidPasswordException,
            self.subject.cognito.exceptions.NotAuthorizedException,
        ) as error:
            yield Problem(f"A new account cannot sign in: {error}", "the-first-deployment")

    def _make_task(self) -> Iterator[Problem]:
        if not self._token:
            raise NotShownError("Nobody is signed in.")
        # Also of a request without an answer.
        self._may_have_profile = True
        for path, body in (("/v1/users", {"name": "Doctor"}), ("/v1/tasks", {"title": "Examine the stack"})):
            try:
                made = self._send("POST", path, body)
            except urllib3.exceptions.HTTPError as error:
                yield Problem(f"POST {path} got no answer: {error}", API_FAILED)
                return
            if made.status != HTTPStatus.CREATED:
                yield Problem(f"POST {path} answered {made.status}: {said(made)}", API_FAILED)
                return
            document: Any = made.json()
            self._task_id = document["id"] if path == "/v1/tasks" else ""

    def _find_row(self) -> Iterator[Problem]:
        if not self._task_id:
            raise NotShownError("There is no task to look for.")
        longest = self.subject.outputs.etl_batch_window_seconds + ROW_MARGIN_SECONDS
        query = f"SELECT task_id FROM tasks WHERE task_id = '{self._task_id}'"  # noqa: S608  # an id of the API
        try:
            found = self._eventually(lambda: bool(self.subject.lake.query(query).num_rows), longest)
        except SqlError as error:
            yield Problem(f"The view tasks has no answer: {error}", "maintenance-data-at-risk")
            return
        if not found:
            yield Problem(f"A task is not in the lake after {longest} s.", "stream-not-read")

    def _leave(self) -> Iterator[Problem]:
        try:
            if not self._may_have_profile:
                raise NotShownError("There is no profile to erase.")
            yield from self._erase()
        finally:
            self._accounts.delete(self.email)

    def _erase(self) -> Iterator[Problem]:
        page = "erasure-errors"
        try:
            asked = self._send("DELETE", "/v1/users/me")
        except urllib3.exceptions.HTTPError as error:
            yield Problem(f"DELETE /v1/users/me got no answer: {error}", page)
            return
        if asked.status == HTTPStatus.NOT_FOUND:
            raise NotShownError("There is no profile to erase.")
        if asked.status != HTTPStatus.ACCEPTED:
            yield Problem(f"DELETE /v1/users/me answered {asked.status}: {said(asked)}", page)
        elif not self._eventually(lambda: not self._accounts.exists(self.email), ERASURE_SECONDS):
            yield Problem(f"A user is not erased after {ERASURE_SECONDS} s.", page)

    def _eventually(self, ask: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not ask():
            if time.monotonic() > deadline:
                return False
            time.sleep(self.poll_seconds)
        return True

    def _send(self, method: str, path: str, body: object = None) -> urllib3.BaseHTTPResponse:
        return urllib3.request(
            method,
            self.subject.outputs.api_url + path,
            json=body,
            headers={"authorization": f"Bearer {self._token}"},
            timeout=ANSWER_SECONDS,
            retries=False,
        )
