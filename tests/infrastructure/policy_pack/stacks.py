"""What the stacks declare, as the controls see it."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from policy_pack.control import Resource
from policy_pack.waivers import DEPLOYED
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.stack import stack_config
from tests.infrastructure.program import Program, declare, declare_deployer

CERTIFICATE: Final = "arn:aws:acm:eu-central-1:123456789012:certificate/1"

OPTIONS: Final = {
    "tasklake:api_certificate_arn": CERTIFICATE,
    "tasklake:api_domain": "api.example.com",
    "tasklake:api_rollout": "canary",
    "tasklake:app_clients": json.dumps({"web": {"callback_urls": ["https://app.example.com/back"]}}),
    "tasklake:backup_retention_days": "35",
    "tasklake:scratch_days": "2",
    "tasklake:table_restores": '["2026-03-01T12:00:00Z"]',
}
"""Settings that have a stack declare more."""

DEPLOYER: Final = "deployer"

STACKS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    **{stack: (stack, {}) for stack in DEPLOYED},
    **{f"{stack} with every option": (stack, OPTIONS) for stack in DEPLOYED},
    **{f"{DEPLOYER} of {stack}": (stack, {}) for stack in DEPLOYED},
}


@cache
def resources(title: str) -> tuple[Resource, ...]:
    stack, options = STACKS[title]
    if title.startswith(DEPLOYER):
        program = declare_deployer(stack)
    else:
        program = declare(stack, {**stack_config(stack, REPOSITORY), **options})
    return judged(program)


def judged(program: Program) -> tuple[Resource, ...]:
    return tuple(
        Resource(each.urn, each.type_token, each.name, each.inputs, each.dependencies)
        for each in sorted(program.declared, key=lambda each: each.urn)
    )
