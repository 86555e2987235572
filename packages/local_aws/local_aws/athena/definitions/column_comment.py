"""ALTER TABLE .. CHANGE COLUMN, as far as it describes a column and leaves its name, type and place."""

from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import CommitFailedException
from sqlglot import exp

from local_aws.athena.errors import (
    CommitConflictError,
    UnknownColumnError,
    UnsupportedStatementError,
)
from local_aws.athena.scans.iceberg_types import duckdb_type_of, iceberg_type_of
from local_aws.athena.tables.glue_catalog import CatalogEntry


def run_column_comment(change: exp.AlterColumn, catalog: Catalog, entry: CatalogEntry) -> None:
    """Set the comment that the statement names (Athena's user guide, "ALTER TABLE CHANGE COLUMN").

    Args:
        change: CHANGE COLUMN name name type COMMENT 'text', with Hive's types.
        catalog: The catalog of the table.
        entry: The table that the statement names.

    Raises:
        CommitConflictError: Another writer changed the table meanwhile.
        UnknownColumnError: The table has no such column.
        UnsupportedStatementError: The statement changes more than a comment.
    """
    name, comment = change.name.lower(), change.args.get("comment")
    table = catalog.load_table((entry.database, entry.name))
    try:
        kind = table.schema().find_type(name)
    except ValueError:
        raise UnknownColumnError(f"{entry} has no column {name}") from None
    # As DuckDB names them, since a type that is written out has no ids.
    same_type = duckdb_type_of(iceberg_type_of(change.args["dtype"])) == duckdb_type_of(kind)
    if change.args["rename_to"].name.lower() != name or not same_type or not comment:
        raise UnsupportedStatementError("of a column only the COMMENT can be changed locally")
    try:
        with table.update_schema() as schema:
            schema.update_column(name, doc=comment.name)
    except CommitFailedException as error:
        raise CommitConflictError(str(entry)) from error
