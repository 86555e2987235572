"""The form of a model's items: a table of its fields, made once from the type hints; all reading and writing follows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from types import NoneType, UnionType
from typing import Final, get_args, get_type_hints

from tasklake.attributes import Codec, Item, StoredItem, codec_of, string, text
from tasklake.keys import ENTITY, KeyAttribute
from tasklake.models import Task, User


class ItemForm[Model: (Task, User)]:
    """How one kind of item is read and written.

    Attributes:
        attributes: What reading an item needs of it.
        codecs: By field, how the attribute of its name is written and read; fields that only the key holds have none.
        keys: The attributes of keys, each with the fields that make it up.
    """

    def __init__(
        self,
        model: type[Model],
        entity: str,
        keys: Sequence[KeyAttribute],
        ids: Mapping[str, tuple[str, Callable[[str], str]]],
    ) -> None:
        """Make the table.

        Args:
            model: What is stored.
            entity: What the items say they are.
            keys: The attributes of the keys of the table and of its indexes.
            ids: By field that only a key holds, the attribute of the key and what reads the field from it.

        Raises:
            TypeError: No attribute stands for the type of a field.
        """
        hints = get_type_hints(model)
        required: dict[str, Codec] = {}
        optional: dict[str, Codec] = {}
        for name in (field.name for field in fields(model) if field.name not in ids):
            hint: object = hints[name]
            if isinstance(hint, UnionType):
                (value,) = (option for option in get_args(hint) if option is not NoneType)
                optional[name] = codec_of(name, value)
            else:
                required[name] = codec_of(name, hint)
        self.keys: Final = keys
        self.codecs: Final = required | optional
        self.attributes: Final = (*{attribute: None for attribute, _ in ids.values()}, *self.codecs)
        self._model: type[Model] = model
        self._ids: Final = tuple((name, *reader) for name, reader in ids.items())
        # Most fields are texts, and a call for each would be a tenth of what writing an item costs.
        self._plain: Final = tuple(name for name, codec in self.codecs.items() if codec.write is string)
        self._writers: Final = tuple(
            (name, codec.write) for name, codec in self.codecs.items() if codec.write is not string
        )
        self._entity: Final = {ENTITY: string(entity)} | {
            key.name: string(key.text()) for key in keys if not key.fields
        }
        self._texts: Final = tuple(
            (key.name, key.text, attrgetter(*key.fields)) for key in keys if len(key.fields) == 1
        )
        self._joint_texts: Final = tuple(
            (key.name, key.text, attrgetter(*key.fields)) for key in keys if len(key.fields) > 1
        )
        self._required: Final = tuple((name, codec.read) for name, codec in required.items())
        self._optional: Final = tuple((name, codec.read) for name, codec in optional.items())

    def write(self, entity: Model) -> Item:
        """Return the item of an entity; a field that is None has no attribute."""
        item = self._entity.copy()
        for name, key_text, field in self._texts:
            item[name] = {"S": key_text(field(entity))}
        for name, key_text, values in self._joint_texts:
            item[name] = {"S": key_text(*values(entity))}
        for name in self._plain:
            value = getattr(entity, name)
            if value is not None:
                item[name] = {"S": value}
        for name, write in self._writers:
            value = getattr(entity, name)
            if value is not None:
                item[name] = write(value)
        return item

    def read(self, item: StoredItem) -> Model:
        """Return the entity of an item.

        Raises:
            KeyError: An attribute is missing or of another type.
            ValueError: An attribute holds no value of the field's type.
        """
        values = {name: read(item[name]) for name, read in self._required}
        for name, attribute, read_id in self._ids:
            values[name] = read_id(text(item, attribute))
        for name, read in self._optional:
            if name in item:
                values[name] = read(item[name])
        return self._model(**values)
