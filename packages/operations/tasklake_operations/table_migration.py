"""Attributes and index keys that came later, filled in item by item for what was there before.

No item gets a new version, and the change stream makes no row of such a write. What is filled in already is passed over,
so a run that ends anywhere is finished by the next one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import Item, StoredItem, text
from tasklake.item_forms import ItemForm
from tasklake.items import TASK_ITEMS, USER_ITEMS, is_tombstone
from tasklake.models import Task, User
from tasklake_operations.table_reads import SEGMENTS, each_segment
from tasklake_operations.verification.table_items import TableItems

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

FORMS: Final[Mapping[str, tuple[ItemForm[Task] | ItemForm[User], type[Task | User]]]] = {
    keys.TASK_ENTITY: (TASK_ITEMS, Task),
    keys.USER_ENTITY: (USER_ITEMS, User),
}


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became of a part of the table.

    Attributes:
        lacking: Items that lacked something.
        filled: Those of them that lack nothing any more.
        unreadable: The keys of the items that cannot be read, each with the reason.
    """

    lacking: int = 0
    filled: int = 0
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableMigration:
    client: "DynamoDBClient"
    table_name: str

    def run(self, *, apply: bool) -> Iterator[Migrated]:
        """Go through the table, and yield what became of each of its `SEGMENTS` parts.

        Args:
            apply: Whether to write; else only what is missing is counted.

        Raises:
            ClientError: botocore's; the table refused a request.
        """
        return each_segment(partial(self._migrate, apply=apply))

    def _migrate(self, segment: int, *, apply: bool) -> Migrated:
        lacking = filled = 0
        unreadable: list[str] = []
        for page in TableItems(self.client, self.table_name).scan(segment, SEGMENTS):
            for item in page:
                try:
                    missing = missing_attributes(item)
                except (KeyError, ValueError) as error:
                    unreadable.append(
                        f"{text(item, keys.PARTITION_KEY)} {text(item, keys.SORT_KEY)}: {error}"
                    )
                    continue
                if missing:
                    lacking += 1
                    filled += apply and self._fill(item, missing)
        return Migrated(lacking, filled, tuple(unreadable))

    def _fill(self, item: StoredItem, missing: Item) -> bool:
        """Add attributes to an item; one that was written meanwhile has them, or is met by the next run."""
        names = {f"#{number}": name for number, name in enumerate(missing)}
        values = {f":{number}": value for number, value in enumerate(missing.values())}
        try:
            self.client.update_item(
                TableName=self.table_name,
                Key={name: item[name] for name in (keys.PARTITION_KEY, keys.SORT_KEY)},
                UpdateExpression="SET " + ", ".join(f"{name} = :{name[1:]}" for name in names),
                ConditionExpression="#version = :version",
                ExpressionAttributeNames={**names, "#version": "version"},
                ExpressionAttributeValues={**values, ":version": item["version"]},
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def missing_attributes(item: StoredItem) -> Item:
    """Return the attributes that today's program would write and the item does not have, or has otherwise in an index key.

    A field that came with a default is filled in with it.

    Raises:
        KeyError: An attribute is missing that nothing stands for.
        ValueError: A value is none that the attribute may have.
    """
    found = FORMS.get(item.get(keys.ENTITY, {}).get("S", ""))
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
