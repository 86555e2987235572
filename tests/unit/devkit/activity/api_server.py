"""The API's own application over the in-memory repositories, behind a gateway on a loopback port."""

import uuid
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import NamedTuple, Self, override

from aws_lambda_powertools import Logger

from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision, Task, TaskChanges, User
from tasklake_api.request_log import RequestLog
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository
from tests.integration.api.application import api_over
from tests.integration.api.http_api import Answer, Token


class Change(NamedTuple):
    """What the stream would tell of a write: the item before and after it."""

    before: Task | User | None
    after: Task | User | None

    @property
    def op(self) -> str:
        return "insert" if self.before is None else "delete" if self.after is None else "update"

    @property
    def item(self) -> Task | User:
        """The item after the write, before it where it is gone."""
        item = self.after or self.before
        assert item is not None
        return item

    @property
    def version(self) -> int:
        return self.item.version + (self.after is None)


class RecordingUserRepository(InMemoryUserRepository):
    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    @override
    def add(self, user: User) -> User:
        added = super().add(user)
        self.changes.append(Change(None, added))
        return added


class RecordingTaskRepository(InMemoryTaskRepository):
    def __init__(self, users: InMemoryUserRepository) -> None:
        super().__init__(users)
        self.changes: list[Change] = []

    @override
    def add(self, task: Task, *, key: IdempotencyKey | None = None) -> Task:
        added = super().add(task, key=key)
        if added.id == task.id:
            self.changes.append(Change(None, added))
        return added

    @override
    def update(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        request_id: str,
        expected: Revision | None = None,
    ) -> Task:
        before = self.get(user_id, task_id)
        task = super().update(user_id, task_id, changes, request_id=request_id, expected=expected)
        self.changes.append(Change(before, task))
        return task

    @override
    def remove(
        self, user_id: str, task_id: str, *, request_id: str, expected: Revision | None = None
    ) -> None:
        before = self.tasks.get((user_id, task_id))
        super().remove(user_id, task_id, request_id=request_id, expected=expected)
        if before:
            self.changes.append(Change(before, None))


class Fault(NamedTuple):
    """What a client gets instead of its answer.

    Attributes:
        status: The gateway's status, or None for a connection that closes without an answer.
        applied: Whether the request takes effect all the same.
        body: The gateway's body.
    """

    status: int | None
    applied: bool = False
    body: str = '{"message":"Service Unavailable"}'


class ApiServer:
    """Serves from entering to leaving its context.

    Attributes:
        users: The users and everything that happened to them.
        tasks: The tasks and everything that happened to them.
        faults: By method, what goes wrong with its next requests.
        revoked: Tokens that the gateway refuses.
        seen: Every request as method, path and If-Match.
        before_answer: Called with method and path of each request, by many threads at once.
    """

    def __init__(self) -> None:
        self.users = RecordingUserRepository()
        self.tasks = RecordingTaskRepository(self.users)
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self.revoked: set[str] = set()
        self.tokens: dict[str, Token] = {}
        self.seen: list[tuple[str, str, str | None]] = []
        self.before_answer: Callable[[str, str], None] = lambda _method, _path: None
        self._api = api_over(self.users, self.tasks, RequestLog(Logger(service="test", level="CRITICAL")))
        self._lock = Lock()  # neither the resolver nor the repositories are made for threads
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sign_up(self, email: str, *, admin: bool = False) -> str:
        name, sub = f"token-{len(self.tokens)}", str(uuid.uuid5(uuid.NAMESPACE_DNS, email))
        self.tokens[name] = Token(sub, email, groups=("admins",) if admin else ())
        return name

    def answer(self, method: str, path: str, headers: dict[str, str], body: str) -> Answer | None:
        """Answer as API Gateway does, or with None for a connection that breaks."""
        self.before_answer(method, path)
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.revoked:
            return Answer(401, {}, b'{"message":"Unauthorized"}')
        with self._lock:
            self.seen.append((method, path, headers.get("if-match")))
            fault = self.faults[method].pop(0) if self.faults[method] else None
            if fault and not fault.applied:
                return gateway_answer(fault)
            answer = self._api.request(method, path, self.tokens[token], body=body, headers=headers)
            return gateway_answer(fault) if fault else answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = api.answer(self.command, self.path, headers, body)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 204:
                    self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_POST = do_PATCH = do_DELETE = serve  # noqa: N815  # the names that http.server calls

            @override
            def log_message(self, format: str, *args: object) -> None:  # the base class's name
                pass

        return Handler


def gateway_answer(fault: Fault) -> Answer | None:
    return None if fault.status is None else Answer(fault.status, {}, fault.body.encode())
