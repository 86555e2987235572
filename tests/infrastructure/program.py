"""The program run with nothing behind it: what it declares."""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from local_aws.realizer.engine import run_program
from local_aws.realizer.registration import Registration
from tasklake_devkit.workspace import PROGRAM
from tasklake_operations.stack import project_name

HEARD: Final = {"tasklake:alarm_email": "operators@example.com"}
"""No stack is deployed without somebody who hears its alarms."""

RESTORES: Final = '["2026-03-01T12:00:00Z", "2026-03-02T13:30:00+01:00"]'


@dataclass
class Program:
    """The resources that a run declared; inputs are camelCase, as Pulumi sends them."""

    declared: list[Registration] = field(default_factory=list[Registration])
    outputs: Mapping[str, object] = field(default_factory=dict[str, object])
    partition: str = "aws"

    def all(self, type_: str) -> list[Registration]:
        return [resource for resource in self.declared if resource.type_token == type_]

    def one(self, type_: str, name: str) -> Registration:
        (found,) = (resource for resource in self.all(type_) if resource.name == name)
        return found

    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        self.declared.append(registration)
        name = registration.name
        made_up = {
            "apiEndpoint": "https://api.test",
            "arn": f"arn:{self.partition}:mock:::{name}",
            "bucket": name,
            "catalogId": "123456789012",
            "endpoint": "issuer.test/pool",
            "executionArn": f"arn:{self.partition}:mock:::execute",
            "invokeArn": f"arn:{self.partition}:mock:::invoke",
            "name": name,
            "streamArn": f"arn:{self.partition}:mock:::{name}/stream/1",
            "uuid": f"{name}-uuid",
            "version": "1",
        }
        return f"{name}-id", {**made_up, **registration.inputs}

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:  # the provider's signature
        return {
            "accountId": "123456789012",
            "region": "eu-central-1",
            "partition": self.partition,
            "id": token,
        }


def declare(stack: str, config: Mapping[str, str], program: Program | None = None) -> Program:
    program = program or Program()
    program.outputs = run_program(
        lambda: runpy.run_path(str(PROGRAM), run_name="__main__"),
        program,
        project=project_name(),
        stack=stack,
        config={**HEARD, **config},
    )
    return program


def declare_deployer(stack: str, **settings: str) -> Program:
    """Run the program of the role that deploys a stack from GitHub."""
    program = Program()
    program.outputs = run_program(
        lambda: runpy.run_path(str(PROGRAM / "deployer" / "__main__.py"), run_name="__main__"),
        program,
        project="tasklake-deployer",
        stack=stack,
        config={
            f"tasklake-deployer:{name}": value
            for name, value in {"repository": "acme/tasklake", **settings}.items()
        },
    )
    return program
