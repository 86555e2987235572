"""A control: what it asks, of which resources, and who asks it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

type Inputs = Mapping[str, Any]  # as the provider's schema names them, in camelCase


@dataclass(frozen=True)
class Resource:
    """A resource that a stack declares.

    Attributes:
        urn: Pulumi's name of it.
        type_token: Its type, like `aws:s3/bucket:Bucket`.
        name: Its name in the program.
        inputs: As the program gives them.
        dependencies: The URNs of what is made before it.
    """

    urn: str
    type_token: str
    name: str
    inputs: Inputs
    dependencies: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Control:
    """One thing that is asked of every resource of some types.

    Attributes:
        id: As Security Hub, AWS Config, checkov or prowler names it; `Tasklake.` before one of this project's own.
        title: What it asks.
        types: The types that it judges.
        complies: Whether inputs are as it asks.
        companion: Type of the resource that has these inputs in place of the judged one, and depends on it.
    """

    id: str
    title: str
    types: tuple[str, ...]
    complies: Callable[[Inputs], bool]
    companion: str | None = None

    @property
    def source(self) -> str:
        """Return the address of the page that asks it."""
        service, point, _ = self.id.partition(".")
        if self.id.startswith("CKV_"):
            return "https://www.checkov.io/5.Policy%20Index/terraform.html"
        if service == "Tasklake":
            return "docs/adr/0014-controls-as-policy.md"
        if service.startswith("codedeploy-"):
            return f"https://docs.aws.amazon.com/config/latest/developerguide/{self.id}.html"
        if not point:
            return f"https://hub.prowler.com/check/{self.id}"
        return f"https://docs.aws.amazon.com/securityhub/latest/userguide/{service.lower()}-controls.html"

    def judged(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """Return those of the resources that it asks something of."""
        return (resource for resource in resources if resource.type_token in self.types)

    def violators(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """Return those of a stack's resources that do not comply.

        Args:
            resources: All of the stack's, for companions to be found; only one where there are none.
        """
        everything = list(resources)
        for resource in self.judged(everything):
            if self.companion is None:
                carriers = [resource]
            else:
                carriers = [
                    each
                    for each in everything
                    if each.type_token == self.companion and resource.urn in each.dependencies
                ]
            if not any(self.complies(each.inputs) for each in carriers):
                yield resource


def at(inputs: Inputs, path: str) -> Any:  # noqa: ANN401 - an input is of any type
    """Return the input at a path like `a.b`, or None where there is none."""
    found: Any = inputs
    for name in path.split("."):
        found = None if found is None else found.get(name)
    return found


def section(inputs: Inputs, path: str) -> Inputs:
    """Return the inputs at a path, none where there are none."""
    return at(inputs, path) or {}


def has(path: str, *allowed: object) -> Callable[[Inputs], bool]:
    """Return whether inputs have one of these values at a path; without values, any but an empty one."""
    return lambda inputs: at(inputs, path) in allowed if allowed else bool(at(inputs, path))


def is_on(path: str) -> Callable[[Inputs], bool]:
    return has(path, True)  # noqa: FBT003 - the value that is looked for
