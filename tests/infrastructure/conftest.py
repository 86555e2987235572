"""Runs the program under Pulumi's own mocks, with nothing behind them, and hands out what it declares."""

import asyncio
import contextvars
import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks
from pulumi.runtime.settings import set_root_resource
from pulumi.runtime.stack import run_in_stack

REPOSITORY = Path(__file__).parents[2]
PROGRAM = REPOSITORY / "infrastructure"


@dataclass(frozen=True)
class Declared:
    """A resource as the program declares it; inputs are camelCase, as Pulumi sends them."""

    type: str
    name: str
    inputs: Mapping[str, Any]


class Program:
    def __init__(self, declared: list[Declared]) -> None:
        self.declared = declared

    def all(self, type_: str) -> list[Declared]:
        return [resource for resource in self.declared if resource.type == type_]

    def one(self, type_: str, name: str) -> Declared:
        (found,) = (resource for resource in self.all(type_) if resource.name == name)
        return found


class Recorder(mocks.Mocks):
    def __init__(self) -> None:
        self.declared: list[Declared] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if args.custom:
            self.declared.append(Declared(args.typ, args.name, args.inputs))
        known = {"name": args.name, "arn": f"arn:aws:mock:::{args.name}", "bucket": args.name}
        known |= {"streamArn": f"arn:aws:mock:::{args.name}/stream/1", "endpoint": "issuer.test/pool"}
        known |= {"invokeArn": "arn:aws:mock:::invoke", "executionArn": "arn:aws:mock:::execute"}
        known |= {"apiEndpoint": "https://api.test"}
        return f"{args.name}-id", {**known, **args.inputs}

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        return {"accountId": "123456789012", "region": "eu-central-1", "id": "mock"}


def stack_config(stack: str) -> dict[str, str]:
    config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in config.items()}


def run_program(stack: str, config: Mapping[str, str]) -> Program:
    recorder = Recorder()

    async def run() -> None:
        mocks.set_mocks(recorder, project="tasklake", stack=stack, preview=False)
        # set_mocks has made a stack already, and run_in_stack makes its own.
        set_root_resource(None)
        await run_in_stack(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None)

    def in_context() -> None:
        pulumi.runtime.set_all_config(dict(config))
        asyncio.run(run())

    contextvars.copy_context().run(in_context)
    return Program(recorder.declared)


@pytest.fixture(scope="session")
def program_of() -> Callable[[str], Program]:
    """Return a function that gives the program of a stack as committed, run once each."""
    programs: dict[str, Program] = {}

    def program(stack: str) -> Program:
        if stack not in programs:
            programs[stack] = run_program(stack, stack_config(stack))
        return programs[stack]

    return program
