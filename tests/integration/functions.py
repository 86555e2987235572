"""A function as Lambda has it: an execution environment, here in this process, and the context of an invocation."""

import importlib
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest


@dataclass(frozen=True)
class Context:
    function_name: str
    remaining_milliseconds: int
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:invoked"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_milliseconds


@dataclass
class Function:
    """An execution environment, whose log is kept."""

    module: ModuleType
    log: io.StringIO = field(default_factory=io.StringIO, init=False)

    def __post_init__(self) -> None:
        self.module.logger.handlers[0].setStream(self.log)

    def handle(self, event: object, remaining_milliseconds: int = 60_000) -> Any:  # noqa: ANN401  # each has an answer of its own
        context = Context(self.module.logger.service, remaining_milliseconds)
        return self.module.handler(json.loads(json.dumps(event)), context)

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def load(
    name: str, service: str, variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> ModuleType:
    """Import a handler anew, since it keeps what its variables say; `monkeypatch` takes all of it back."""
    common = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "POWERTOOLS_SERVICE_NAME": service,
        "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    for variable, value in {**common, **variables}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module(name)
