"""One request at a time, where ministack is not made for more."""

from collections.abc import Awaitable, Callable
from functools import cache
from threading import Lock, local


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


def serialise_requests() -> None:
    """Make the services that ministack runs in threads take turns."""
    from ministack.core import concurrency  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

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
