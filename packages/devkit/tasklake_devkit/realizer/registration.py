"""What passes between a running program and the provider of its resources."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Registration:
    """A custom resource as the program registers it: inputs resolved, secrets open, keys in camelCase."""

    urn: str
    type_token: str
    name: str
    inputs: dict[str, Any]


class Provider(Protocol):
    """What answers a program; called from several threads at once."""

    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        """Return the resource's id and its outputs."""
        ...

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a provider function, like `aws:index/getRegion:getRegion`."""
        ...
