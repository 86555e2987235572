"""ALTER TABLE, in the forms that there are for an Iceberg table."""

from pyiceberg.catalog import Catalog
from sqlglot import exp

from local_aws.athena.definitions.column_addition import run_column_addition
from local_aws.athena.definitions.column_comment import run_column_comment
from local_aws.athena.definitions.table_properties import run_table_properties
from local_aws.athena.tables.glue_catalog import CatalogEntry


def run_alter(change: exp.Alter, catalog: Catalog, entry: CatalogEntry) -> None:
    """Run ADD COLUMNS, CHANGE COLUMN as far as it sets a comment, or SET TBLPROPERTIES of what VACUUM keeps.

    Args:
        change: The statement.
        catalog: The catalog of the table.
        entry: The table that it names.

    Raises:
        SqlError: Nothing was changed.
    """
    match change.args["actions"]:
        case [exp.AlterColumn() as column]:
            run_column_comment(column, catalog, entry)
        case [exp.AlterSet() as properties]:
            run_table_properties(properties, catalog, entry)
        case _:
            run_column_addition(change, catalog, entry)
