"""A new column for a table that has rows already."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyiceberg.catalog import Catalog
from pyiceberg.types import IcebergType

from local_aws.iceberg.errors import SchemaChangeError


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column that old rows have no value for: it is NULL there."""

    name: str
    type: IcebergType
    comment: str | None = None


def add_columns(catalog: Catalog, database: str, name: str, columns: Sequence[NewColumn]) -> None:
    """Add columns at the end of a table, in one change of its schema.

    Raises:
        SchemaChangeError: The table has a column of that name, or two of the new ones share theirs.
        CommitFailedException: pyiceberg's; another writer changed the table first.
        NoSuchTableError: pyiceberg's; there is no such table.
    """
    table = catalog.load_table((database, name))
    try:
        with table.update_schema(case_sensitive=False) as schema:
            for column in columns:
                schema.add_column(column.name, column.type, doc=column.comment)
    except ValueError as error:
        raise SchemaChangeError(f"{database}.{name}: {error}") from error
