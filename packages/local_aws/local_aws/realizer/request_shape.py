"""Fit Pulumi's camelCase inputs to the request shape of an AWS operation.

Most inputs of pulumi-aws are the API's own parameters in another case; a list may be plural on one side and
singular on the other, and tags are a map. What differs beyond that is a rename. What has no place is refused.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StructureShape

from local_aws.realizer.errors import UnknownInputsError

type InputValue = Any  # JSON, bytes or one of Pulumi's archives, as the resource's schema has it

_TAG_MEMBERS = {("key", "value"), ("tagkey", "tagvalue"), ("name", "value")}


def refuse(paths: list[str], place: str) -> None:
    raise UnknownInputsError(paths, place)


def fit(
    shape: StructureShape,
    inputs: Mapping[str, InputValue],
    renames: Mapping[str, str] | None = None,
    pass_over: Callable[[list[str], str], None] = refuse,
) -> dict[str, InputValue]:
    """Return an operation's parameters.

    Args:
        shape: The input shape of the operation.
        inputs: The inputs, camelCase.
        renames: Path of an input to the name of its parameter; the path steps over list items.
        pass_over: Told the inputs that have no place in the shape, and its name; refuses them where nothing is given.

    Raises:
        UnknownInputsError: Inputs that have no place are refused; all of them are named.
    """
    fitting = _Fitting(renames or {})
    parameters = fitting.structure(shape, inputs, "")
    if fitting.unknown:
        pass_over(fitting.unknown, shape.name)
    return parameters


class _Fitting:
    def __init__(self, renames: Mapping[str, str]) -> None:
        self._renames = renames
        self.unknown: list[str] = []

    def structure(
        self, shape: StructureShape, inputs: Mapping[str, InputValue], at: str
    ) -> dict[str, InputValue]:
        members = {name.lower(): name for name in shape.members}
        parameters: dict[str, InputValue] = {}
        for key, value in inputs.items():
            path = f"{at}.{key}" if at else key
            wanted = self._renames.get(path, key).lower()
            member = next((members[spelling] for spelling in _spellings(wanted) if spelling in members), None)
            if member is None:
                self.unknown.append(path)
            else:
                parameters[member] = self._value(shape.members[member], value, path)
        return parameters

    def _value(self, shape: Shape, value: InputValue, path: str) -> InputValue:
        match shape:
            case StructureShape() if shape.is_document_type:
                return json.loads(value) if isinstance(value, str) else value
            case StructureShape() if isinstance(value, dict):
                return self.structure(shape, cast("dict[str, InputValue]", value), path)
            case MapShape() if isinstance(value, dict):
                items = cast("dict[str, InputValue]", value).items()
                return {key: self._value(shape.value, item, path) for key, item in items}
            case ListShape():
                return self._list(shape, value, path)
            case StructureShape() | MapShape():
                self.unknown.append(path)
                return None
            case _:
                return _scalar(shape.type_name, value)

    def _list(self, shape: ListShape, value: InputValue, path: str) -> list[InputValue]:
        if isinstance(value, dict) and (members := _tag_members(shape.member)):
            key_member, value_member = members
            items = cast("dict[str, InputValue]", value).items()
            return [{key_member: key, value_member: item} for key, item in items]
        # A block that may occur once is not a list in pulumi-aws, even where the API has one.
        several = cast("list[InputValue]", value if isinstance(value, list) else [value])
        return [self._value(shape.member, item, path) for item in several]


def _spellings(name: str) -> Iterator[str]:
    yield name
    yield name + "s"
    yield name.removesuffix("s")
    yield name.removesuffix("ies") + "y"


def _tag_members(shape: Shape) -> tuple[str, str] | None:
    """Return the two member names of a tag or a dimension."""
    if not isinstance(shape, StructureShape):
        return None
    names = tuple(shape.members)
    return names if len(names) == 2 and tuple(map(str.lower, names)) in _TAG_MEMBERS else None  # noqa: PLR2004 - a pair


def _scalar(type_name: str, value: InputValue) -> InputValue:
    match type_name:
        case "integer" | "long":
            return int(value)
        case "float" | "double":
            return float(value)
        case "boolean" if isinstance(value, str):
            return value == "true"
        case "string" if not isinstance(value, str):
            return json.dumps(value)
        case _:
            return value
