"""An UpdateItem expression, put together attribute by attribute."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Self

from tasklake import keys
from tasklake.items import Item, StoredItem, number, text
from tasklake.models import epoch_milliseconds

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue


@dataclass(slots=True)
class UpdateExpression:
    """SET and REMOVE clauses with their placeholders; every name is a placeholder, since many are reserved words."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    values: Item = field(default_factory=dict[str, "AttributeValue"])
    _set: list[str] = field(default_factory=list[str])
    _remove: list[str] = field(default_factory=list[str])

    @classmethod
    def of_next_version(cls, now: datetime, request_id: str) -> Self:
        """Return the update that every write of a user or task makes, whatever else it changes."""
        update = cls()
        update._set.append(f"{update._name('version')} = {update._name('version')} + :one")
        update.values[":one"] = number(1)
        update.set("updated_at", number(epoch_milliseconds(now)))
        update.set("request_id", {"S": request_id})
        return update

    @property
    def expression(self) -> str:
        clauses = [("SET", self._set), ("REMOVE", self._remove)]
        return " ".join(f"{verb} {', '.join(terms)}" for verb, terms in clauses if terms)

    def set(self, name: str, value: "AttributeValue") -> None:
        self.values[f":{name}"] = value
        self._set.append(f"{self._name(name)} = :{name}")

    def set_all(self, attributes: Item) -> None:
        for name, value in attributes.items():
            self.set(name, value)

    def set_if_absent(self, name: str, value: "AttributeValue") -> None:
        self.values[f":{name}"] = value
        self._set.append(f"{self._name(name)} = if_not_exists({self._name(name)}, :{name})")

    def remove(self, name: str) -> None:
        self._remove.append(self._name(name))

    def set_or_remove(self, name: str, value: str | None) -> None:
        if value is None:
            self.remove(name)
        else:
            self.set(name, {"S": value})

    def require_stored(self, expected_version: int | None) -> str:
        """Return the condition that the item exists and, where a version is expected, has it."""
        exists = f"attribute_exists({self._name(keys.PARTITION_KEY)})"
        if expected_version is None:
            return exists
        self.values[":expected_version"] = number(expected_version)
        return f"{exists} AND {self._name('version')} = :expected_version"

    def _name(self, name: str) -> str:
        self.names[f"#{name}"] = name
        return f"#{name}"


def is_written_by(stored: StoredItem, request_id: str) -> bool:
    """Whether a request made the stored version itself: the SDK sends it again when the answer is lost."""
    return text(stored, "request_id") == request_id
