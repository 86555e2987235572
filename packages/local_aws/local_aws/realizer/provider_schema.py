"""What pulumi-aws knows of a resource's inputs, as its own classes declare them."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final, get_args

from pulumi import _types as pulumi_types  # pyright: ignore[reportPrivateUsage] # no public way to an input type's properties

PYTHON_NAMES: Final = {"lambda": "lambda_"}
"""Modules whose name in Python is another one."""


def knows(type_token: str, path: str) -> bool:
    """Tell whether the provider takes an input of a resource.

    Args:
        type_token: The resource's type, like `aws:s3/bucket:Bucket`.
        path: The input, camelCase, nested ones after a dot; a first step that a request wraps around inputs may precede.
    """
    steps = path.split(".")
    top = args_class(type_token)
    return resolves(top, steps) or (len(steps) > 1 and resolves(top, steps[1:]))


@cache
def args_class(type_token: str) -> type:
    _, module, name = type_token.split(":")
    service = module.partition("/")[0]
    return getattr(import_module(f"pulumi_aws.{PYTHON_NAMES.get(service, service)}"), f"{name}Args")


def resolves(class_: type, steps: Sequence[str]) -> bool:
    types: dict[str, Any] = pulumi_types.input_type_types(class_)
    if steps[0] not in types:
        return False
    return len(steps) == 1 or any(resolves(nested, steps[1:]) for nested in input_types(types[steps[0]]))


def input_types(hint: object) -> Iterator[type]:
    """Yield the classes of inputs within a type, whatever it wraps around them."""
    if isinstance(hint, type) and pulumi_types.is_input_type(hint):
        yield hint
    for part in get_args(hint):
        yield from input_types(part)
