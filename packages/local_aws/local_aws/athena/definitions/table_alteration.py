"""ALTER TABLE of an Iceberg table (Amazon Athena User Guide, "DDL statements"); old files and snapshots stay as they are."""

from collections.abc import Sequence
from typing import Final

from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import CommitFailedException
from sqlglot import exp

from local_aws.athena.errors import (
    CommitConflictError,
    QueryFailedError,
    UnknownColumnError,
    UnsupportedStatementError,
)
from local_aws.athena.scans.iceberg_types import duckdb_type_of, iceberg_type_of
from local_aws.athena.tables.glue_catalog import CatalogEntry

OF_MAINTENANCE: Final = {
    # More than what has deleted rows is never rewritten here.
    "optimize_rewrite_data_file_threshold",
    "optimize_rewrite_delete_file_threshold",
    "vacuum_max_metadata_files_to_keep",
    "vacuum_max_snapshot_age_seconds",
    "vacuum_min_snapshots_to_keep",
}
"""The properties that say what OPTIMIZE rewrites and VACUUM keeps."""


def run_alter(statement: exp.Alter, catalog: Catalog, entry: CatalogEntry) -> None:
    """Run ADD COLUMNS, CHANGE COLUMN as far as it sets a comment, or SET TBLPROPERTIES of what VACUUM keeps.

    Args:
        statement: In the syntax of Athena's DDL, with Hive's types.
        catalog: The catalog of the table.
        entry: The table that it names.

    Raises:
        CommitConflictError: Another writer changed the table meanwhile.
        SqlError: Nothing was changed.
    """
    try:
        match statement.args["actions"]:
            case [exp.AlterColumn() as column]:
                _describe(column, catalog, entry)
            case [exp.AlterSet() as change]:
                _set_properties(properties_of(change), catalog, entry)
            case [exp.Schema(expressions=[*columns])] if all(isinstance(c, exp.ColumnDef) for c in columns):
                _add(columns, catalog, entry)
            case _:
                raise UnsupportedStatementError(
                    "of the kinds of ALTER TABLE only ADD COLUMNS (name type, ..), CHANGE COLUMN .. COMMENT and "
                    "SET TBLPROPERTIES ('vacuum_..' = ..) are supported locally"
                )
    except CommitFailedException as error:
        raise CommitConflictError(str(entry)) from error


def properties_of(change: exp.Expr) -> dict[str, str]:
    """Return the properties that a SET TBLPROPERTIES sets."""
    return {each.name: each.args["value"].name for each in change.find_all(exp.Property)}


def _add(columns: Sequence[exp.ColumnDef], catalog: Catalog, entry: CatalogEntry) -> None:
    """Add columns at the end, in one change of the schema; they are NULL in old rows."""
    try:
        with catalog.load_table((entry.database, entry.name)).update_schema(case_sensitive=False) as schema:
            for each in columns:
                comment = each.find(exp.CommentColumnConstraint)
                schema.add_column(
                    each.name.lower(), iceberg_type_of(each.args["kind"]), doc=comment and comment.name
                )
    except ValueError as error:
        raise QueryFailedError(f"{entry}: {error}") from error


def _describe(change: exp.AlterColumn, catalog: Catalog, entry: CatalogEntry) -> None:
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
    with table.update_schema() as schema:
        schema.update_column(name, doc=comment.name)


def _set_properties(properties: dict[str, str], catalog: Catalog, entry: CatalogEntry) -> None:
    if not properties or not properties.keys() <= OF_MAINTENANCE:
        raise UnsupportedStatementError(
            "of a table's properties only what OPTIMIZE rewrites and VACUUM keeps can be set locally"
        )
    with catalog.load_table((entry.database, entry.name)).transaction() as transaction:
        transaction.set_properties(properties)
