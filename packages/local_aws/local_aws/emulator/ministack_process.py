"""The emulator's own process: ministack, stopped by the end of its standard input.

A parent that dies, however it dies, closes that pipe. So the emulator saves its state and goes too.
"""

import asyncio
import logging
import os
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from http.client import HTTPConnection
from threading import Lock, Thread, local
from typing import Any, cast


class _SaveFailures(logging.Handler):
    """ministack logs the service whose state it could not save, and goes on."""

    seen = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the signature of logging
        self.seen = True


def _stop_at_end_of_input() -> None:
    while os.read(0, 1024):  # not sys.stdin: a thread that reads it would hold its lock at exit
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class _Turns:
    """Lets the requests of one service follow each other, each in the thread that ministack gives it.

    They share plain dictionaries: one request walks what another adds to, and two pass the check that one is to fail.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread = local()

    def take[**Given, Answer](
        self, work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        with self._lock:
            self._thread.has_turn = True
            return work(*args, **kwargs)

    def given_away[**Given, Answer](self, work: Callable[Given, Answer]) -> Callable[Given, Answer]:
        """Return work that lets others have the turn meanwhile, where its thread has it."""

        def run(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            if not getattr(self._thread, "has_turn", False):
                return work(*args, **kwargs)
            self._thread.has_turn = False
            self._lock.release()
            try:
                return work(*args, **kwargs)
            finally:
                self._lock.acquire()
                self._thread.has_turn = True

        return run


def _serialise_requests() -> None:
    """Make the services that ministack runs in threads take turns."""
    from ministack.core import concurrency  # noqa: PLC0415 - see main # pyright: ignore[reportMissingTypeStubs]

    in_thread: Callable[..., Awaitable[object]] = getattr(concurrency, name := "run_reentrant")
    user_pools = _Turns()
    turns = {"ministack.services.cognito": user_pools, "ministack.services.glue": _Turns()}

    @cache
    def let_triggers_ask() -> None:
        from ministack.services import lambda_svc  # noqa: PLC0415 - for user pools alone # pyright: ignore[reportMissingTypeStubs]

        # Nothing public lies between a user pool and its trigger.
        execute = "_execute_function"
        setattr(lambda_svc, execute, user_pools.given_away(getattr(lambda_svc, execute)))

    async def run_reentrant(work: Callable[..., object], *args: object, **options: str) -> object:
        service = turns.get(work.__module__)
        if service is None:
            return await in_thread(work, *args, **options)
        if service is user_pools:
            let_triggers_ask()
        return await in_thread(service.take, work, *args, **options)

    setattr(concurrency, name, run_reentrant)


_QUERY_ACTIONS = {
    f"AmazonAthena.{action}"
    for action in (
        "BatchGetQueryExecution",
        "GetQueryExecution",
        "GetQueryResults",
        "ListQueryExecutions",
        "StartQueryExecution",
        "StopQueryExecution",
    )
}


def _hand_on_queries(
    handlers: dict[str, Callable[..., Awaitable[object]]], address: str, secret: str
) -> None:
    """Let the parent answer what is about queries: ministack's own engine knows no view and invents rows."""
    athena = handlers["athena"]

    def ask_parent(action: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(address)
        try:
            headers = {"X-Secret": secret, "X-Action": action, "Content-Type": "application/json"}
            connection.request("POST", "/", body or b"{}", headers)
            answer = connection.getresponse()
            return answer.status, {"Content-Type": "application/x-amz-json-1.1"}, answer.read()
        finally:
            connection.close()

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, object]
    ) -> object:
        target = headers.get("x-amz-target", "")
        if target in _QUERY_ACTIONS:
            return await asyncio.to_thread(ask_parent, target.partition(".")[2], body)
        return await athena(method, path, headers, body, query_params)

    handlers["athena"] = handle


def main() -> None:
    """Run ministack.

    Arguments of the command: the descriptor of a file to empty once the state is saved; a folder to remove. Variables:
    the address of the server that answers queries, and its secret, which functions do not get to see.
    """
    address, secret = os.environ.pop("LOCAL_AWS_QUERY_SERVER"), os.environ.pop("LOCAL_AWS_QUERY_SECRET")
    lock, temp_dir = int(sys.argv[1]), sys.argv[2]
    Thread(target=_stop_at_end_of_input, daemon=True).start()
    _serialise_requests()  # before a service takes what it replaces
    # Imported late, so that the pipe is watched from the start.
    from ministack import app  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    handlers = cast("Any", app.SERVICE_HANDLERS)
    _hand_on_queries(handlers, address, secret)

    failures = _SaveFailures(logging.ERROR)
    logging.getLogger("persistence").addHandler(failures)
    sys.argv = ["ministack"]
    try:
        app.main()
        if not failures.seen:
            os.ftruncate(lock, 0)
    finally:
        shutil.rmtree(temp_dir, ignore_errors=True)


if __name__ == "__main__":
    main()
