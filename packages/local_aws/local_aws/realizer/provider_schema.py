"""What pulumi-aws knows of a resource's inputs, as its own classes declare them."""

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final, get_args

from pulumi import _types as pulumi_types  # pyright: ignore[reportPrivateUsage] # no public way to the names of inputs

PYTHON_NAMES: Final = {"lambda": "lambda_"}
"""Modules whose name in Python is another one."""


def knows(type_token: str, path: str) -> bool:
    """Tell whether the provider takes an input of a resource.

    Args:
        type_token: The resource's type, like `aws:s3/bucket:Bucket`.
        path: The input, camelCase, nested ones after a dot; a first step that a request wraps around inputs may precede.
    """
    first, *rest = path.split(".")
    inputs = inputs_of(type_token)
    if first not in inputs and rest:
        first, *rest = rest
    return first in inputs and (not rest or any(resolves(nested, rest) for nested in inputs[first]))


@cache
def inputs_of(type_token: str) -> Mapping[str, Sequence[type]]:
    """Return the inputs of a resource, and for each the classes that its blocks may be of."""
    _, module_name, class_name = type_token.split(":")
    service = module_name.partition("/")[0]
    module = import_module(f"pulumi_aws.{PYTHON_NAMES.get(service, service)}")
    class_ = getattr(module, class_name)
    # The class named like the resource with Args behind it may be a block of another resource.
    parameters = inspect.signature(class_._internal_init).parameters  # noqa: SLF001 # __init__ takes anything
    names: Mapping[str, str] = pulumi_types.resource_py_to_pulumi_names(class_)
    return {
        camel: list(blocks(module, parameters[snake].annotation))
        for snake, camel in names.items()
        if snake in parameters
    }


def blocks(module: ModuleType, annotation: object) -> Iterator[type]:
    for name in {*re.findall(r"\w+Args\b", str(annotation))}:
        if class_ := getattr(module, name, None):
            yield class_


def resolves(class_: type, steps: Sequence[str]) -> bool:
    types: Mapping[str, Any] = pulumi_types.input_type_types(class_)
    if steps[0] not in types:
        return False
    return len(steps) == 1 or any(resolves(nested, steps[1:]) for nested in input_types(types[steps[0]]))


def input_types(hint: object) -> Iterator[type]:
    """Yield the classes of inputs within a type, whatever it wraps around them."""
    if isinstance(hint, type) and pulumi_types.is_input_type(hint):
        yield hint
    for part in get_args(hint):
        yield from input_types(part)
