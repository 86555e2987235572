"""What policy documents say."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from policy_pack.control import Inputs

SOURCES: Final = frozenset(
    {
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceOrgID",
    }
)
"""Condition keys that say whose request it is."""

SUBJECT: Final = ":sub"
"""How the key ends of whom an identity provider vouches for."""


@dataclass(frozen=True)
class Statement:
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: Mapping[str, tuple[str, ...]]
    condition: Mapping[str, Mapping[str, Any]]

    @property
    def allows(self) -> bool:
        return self.effect == "Allow"

    @property
    def names_source(self) -> bool:
        keys = [key for keys in self.condition.values() for key in keys]
        return any(key in SOURCES or key.endswith(SUBJECT) for key in keys)

    @property
    def is_public(self) -> bool:
        anybody = any("*" in names for kind, names in self.principals.items() if kind != "Service")
        return self.allows and anybody and not self.names_source

    def grants(self, *actions: str) -> bool:
        """Return whether one of the actions is among its own."""
        return self.allows and any(
            fnmatchcase(action.lower(), own.lower()) for own in self.actions for action in actions
        )


def listed(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def statements(document: str) -> Iterator[Statement]:
    """Return the statements of a policy document; one that says what it does not mean is read as meaning everything."""
    given: Mapping[str, Any] | Sequence[Mapping[str, Any]] = json.loads(document)["Statement"]
    for statement in [given] if isinstance(given, Mapping) else given:
        principal = statement.get("Principal", {"NotPrincipal": "*"} if "NotPrincipal" in statement else {})
        principals: Mapping[str, Any] = {"AWS": principal} if isinstance(principal, str) else principal
        yield Statement(
            statement["Effect"],
            listed(statement.get("Action", "*")),
            listed(statement.get("Resource", "*")),
            {kind: listed(names) for kind, names in principals.items()},
            statement.get("Condition", {}),
        )


def no_statement(objection: Callable[[Statement], bool], path: str = "policy") -> Callable[[Inputs], bool]:
    """Return whether the document at an input has no statement with that objection; no document has none."""
    return lambda inputs: not any(map(objection, statements(inputs[path]))) if inputs.get(path) else True
