"""A stack whose AWS APIs answer what a test says."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

from botocore.exceptions import ClientError

from tasklake_operations.doctor import Subject
from tasklake_operations.stack import StackOutputs


class Absent(Exception):  # noqa: N818  # stands for the exceptions of botocore's clients, which are named so
    """What a scripted client raises where AWS knows no such thing."""


class Exceptions:
    """Those of a client, all of them one."""

    def __getattr__(self, name: str) -> type[Absent]:
        return Absent


class Client:
    """A client whose methods, and pages, are those of a mapping; an exception among them is raised."""

    exceptions = Exceptions()

    def __init__(self, answers: Mapping[str, object]) -> None:
        self._answers = answers

    def __getattr__(self, method: str) -> Callable[..., object]:
        def call(*_: object, **__: object) -> object:
            answer = self._answers[method]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    def get_paginator(self, method: str) -> SimpleNamespace:
        def paginate(**_: object) -> list[object]:
            return [getattr(self, method)()]

        return SimpleNamespace(paginate=paginate)


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "Says AWS."}}, "Look")


def subject(
    answers: Mapping[str, object], *, stack: str = "prod", config: Mapping[str, str] | None = None
) -> Subject:
    """Return a stack whose every client has these answers, by method."""
    outputs: dict[str, object] = {field.name: field.name for field in fields(StackOutputs)}
    outputs |= {"table_generation": 0, "lake_snapshot_retention_days": 7, "etl_batch_window_seconds": 60}
    outputs["app_client_ids"] = dict[str, str]()
    outputs["lake_windows"] = {"tail_hours": 48, "raw_retention_days": 90, "failure_retention_days": 14}
    client = cast("Any", Client(answers))
    return Subject(
        stack=stack,
        project="tasklake",
        config=config or {},
        outputs=StackOutputs.of(outputs),
        lake=client,
        cloudwatch=client,
        cognito=client,
        dynamodb=client,
        glue=client,
        functions=client,
        scheduler=client,
        sns=client,
    )
