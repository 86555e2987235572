"""One function in one process, as Lambda runs it, and what a request takes of it.

Run: python bench/function_process/function.py MODULE ANSWERS OUT warm|answers|cold, with the function on PYTHONPATH. It writes JSON to
OUT; with CALLGRIND, the library made of callgrind.c, the warm requests are counted instead of timed.
"""
# ruff: noqa: INP001  # run beside the functions, which have no package of ours

import ctypes
import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from events import REQUESTS, event

WARM_UP, REPEATED, BLOCKS = 20, 40, 7


class Context:
    function_name = "api"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:api"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 10_000


type Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def load(module: str, answers: Path) -> Handler:
    handler: Handler = importlib.import_module(module).handler
    importlib.import_module("table").install(json.loads(answers.read_text()))
    return handler


def microseconds(handler: Handler, name: str) -> float:
    events = [event(name, number) for number in range(REPEATED)]
    blocks: list[float] = []
    for _ in range(BLOCKS):
        started = time.process_time_ns()
        for each in events:
            handler(each, Context)
        blocks.append((time.process_time_ns() - started) / REPEATED / 1000)
    return median(blocks)


def count(handler: Handler, library: str) -> None:
    """Have callgrind write what `REPEATED` requests of each kind take into a file of its own."""
    callgrind = ctypes.CDLL(library)
    for name in REQUESTS:
        gc.collect()
        events = [event(name, number) for number in range(REPEATED)]
        callgrind.start()
        for each in events:
            handler(each, Context)
        callgrind.dump(name.encode())
        callgrind.stop()


def main(module: str, answers: Path, out: Path, what: str) -> None:
    if what == "cold":
        handler = load(module, answers)
        answered = handler(event("get", 0), Context)["statusCode"]
        out.write_text(json.dumps({"status": answered, "cpu_ms": time.process_time_ns() / 1e6}))
        return
    handler = load(module, answers)
    given = {name: handler(event(name, 0), Context) for name in REQUESTS}
    if what == "answers":
        out.write_text(json.dumps(given))
        return
    for name in REQUESTS:
        for number in range(WARM_UP):
            handler(event(name, number), Context)
    if library := os.environ.get("CALLGRIND"):
        count(handler, library)
    else:
        out.write_text(json.dumps({name: microseconds(handler, name) for name in REQUESTS}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
