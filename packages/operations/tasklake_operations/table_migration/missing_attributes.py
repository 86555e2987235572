"""What an item of an earlier release lacks."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Final

from tasklake.attributes import Item, StoredItem
from tasklake.item_forms import ItemForm
from tasklake.items import TASK_ITEMS, USER_ITEMS, is_tombstone
from tasklake.keys import ENTITY
from tasklake.models import Task, User

FORMS: Final[Mapping[str, tuple[ItemForm[Task] | ItemForm[User], type[Task | User]]]] = {
    "task": (TASK_ITEMS, Task),
    "user": (USER_ITEMS, User),
}


def missing_attributes(item: StoredItem) -> Item:
    """Return the attributes that today's program would write and the item does not have, or has otherwise in an index key.

    A field that came with a default is filled in with it.

    Raises:
        KeyError: An attribute is missing that nothing stands for.
        ValueError: A value is none that the attribute may have.
    """
    found = FORMS.get(item.get(ENTITY, {}).get("S", ""))
    if found is None or is_tombstone(item):
        return {}
    form, model = found
    defaults = {
        field.name: form.codecs[field.name].write(field.default)
        for field in fields(model)
        if field.name in form.codecs and field.default not in (MISSING, None) and field.name not in item
    }
    written = form.write(form.read({**item, **defaults}))  # pyright: ignore[reportArgumentType]  # a form writes what it has read
    return {name: value for name, value in written.items() if item.get(name) != value}
