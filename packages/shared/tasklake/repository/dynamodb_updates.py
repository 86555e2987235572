"""An UpdateItem expression, put together attribute by attribute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from tasklake import keys
from tasklake.attributes import Item, StoredItem, number, string, strings, text
from tasklake.item_forms import ItemForm
from tasklake.models import Revision, Task, User
from tasklake.versions import Effects, IfEmpty, Increase

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue
    from types_boto3_dynamodb.type_defs import UpdateTypeDef as Update


@dataclass(slots=True)
class UpdateExpression:
    """SET and REMOVE clauses with their placeholders; every name is a placeholder, since many are reserved words."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    values: Item = field(default_factory=dict[str, "AttributeValue"])
    _set: list[str] = field(default_factory=list[str])
    _remove: list[str] = field(default_factory=list[str])

    @classmethod
    def of[Model: (Task, User)](
        cls, form: ItemForm[Model], effects: Effects, ids: Mapping[str, object]
    ) -> Self:
        """Return the update that has the effects on an item, and on those of its index keys that depend on them.

        Args:
            form: The form of the item.
            effects: What its fields get.
            ids: The fields that the key of the item holds.

        Raises:
            KeyError: An effect is on a field that has no attribute, or an index key also needs a field that is not known.
        """
        update = cls()
        known = {**ids}
        for name, effect in effects.items():
            update._add(name, effect, form)
            if not isinstance(effect, (Increase, IfEmpty)):
                known[name] = effect
        for key in form.keys:
            if not effects.keys().isdisjoint(key.fields):
                update.assign(key.name, string(key.text(*[known[name] for name in key.fields])))
        return update

    def _add[Model: (Task, User)](self, name: str, effect: object, form: ItemForm[Model]) -> None:
        write = form.codecs[name].write
        match effect:
            case None:
                self.remove(name)
            case Increase(by):
                self.assign(name, write(by), f"{self._name(name)} + :{name}")
            case IfEmpty(value):
                self.assign(name, write(value), f"if_not_exists({self._name(name)}, :{name})")
            case value:
                self.assign(name, write(value))

    def assign(self, name: str, value: "AttributeValue", term: str | None = None) -> None:
        """Give an attribute a value, by a term other than the value's own placeholder where there is one."""
        self.values[f":{name}"] = value
        self._set.append(f"{self._name(name)} = {term or f':{name}'}")

    def remove(self, name: str) -> None:
        self._remove.append(self._name(name))

    @property
    def expression(self) -> str:
        clauses = [("SET", self._set), ("REMOVE", self._remove)]
        return " ".join(f"{verb} {', '.join(terms)}" for verb, terms in clauses if terms)

    def require_stored(self, expected: Revision | None) -> str:
        """Return the condition that the item exists and, where a revision is expected, has it."""
        exists = f"attribute_exists({self._name(keys.PARTITION_KEY)})"
        if expected is None:
            return exists
        conditions = [exists]
        for name, value in expected._asdict().items():
            self.values[f":expected_{name}"] = number(value)
            conditions.append(f"{self._name(name)} = :expected_{name}")
        return " AND ".join(conditions)

    def require_live(self, expected: Revision | None) -> str:
        """Return the condition that the item also is no tombstone."""
        no_tombstone = f"attribute_not_exists({self._name(keys.DELETED_AT)})"
        return f"{self.require_stored(expected)} AND {no_tombstone}"

    def _name(self, name: str) -> str:
        self.names[f"#{name}"] = name
        return f"#{name}"


def live_task_update(
    table_name: str, user_id: str, task_id: str, update: UpdateExpression, expected: Revision | None
) -> "Update":
    """Return the write of a task that is stored, at the revision expected, alone or in a transaction."""
    return {
        "TableName": table_name,
        "Key": strings(keys.task_key(user_id, task_id)),
        "UpdateExpression": update.expression,
        "ConditionExpression": update.require_live(expected),
        "ExpressionAttributeNames": update.names,
        "ExpressionAttributeValues": update.values,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def is_written_by(stored: StoredItem, request_id: str) -> bool:
    """Whether a request made the stored version itself: the SDK sends it again when the answer is lost."""
    return text(stored, "request_id") == request_id
