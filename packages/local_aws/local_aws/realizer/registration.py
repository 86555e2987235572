"""What passes between a running program and the provider of its resources."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Registration:
    """A custom resource as the program registers it.

    Attributes:
        urn: Pulumi's name of it.
        type_token: Its type, like `aws:s3/bucket:Bucket`.
        name: Its name in the program.
        inputs: Resolved, secrets open, keys in camelCase.
        ignore_changes: The inputs that keep the value they were made with.
        protect: Whether Pulumi refuses to delete it.
        dependencies: The URNs of all resources that are made before it.
        aliases: The URNs that it may have had before.
    """

    urn: str
    type_token: str
    name: str
    inputs: dict[str, Any]
    ignore_changes: frozenset[str] = frozenset()
    protect: bool = False
    dependencies: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()


class Provider(Protocol):
    """What answers a program; called from several threads at once."""

    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        """Return the resource's id and its outputs."""
        ...

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a provider function, like `aws:index/getRegion:getRegion`."""
        ...
